import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import * as z from 'zod';
import { isCode } from './error-code.ts';
import { Failure } from './failure.ts';
import { OWNER_ONLY, OWNER_ONLY_FOLDER, ROOT_CREDENTIALS_FILE } from './state-directory.ts';

const credentials = z.object({ accessKeyId: z.string(), secretAccessKey: z.string() });
type RootCredentials = z.infer<typeof credentials>;

/** Those of an emulator as it is installed. */
const WELL_KNOWN: RootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The emulators that somebody else started and that accept the well-known credentials only. */
const foreign = new Set<string>();

/** The root credentials of an emulator. */
export function rootCredentialsOf(endpointUrl: string): RootCredentials {
  return foreign.has(endpointUrl) ? WELL_KNOWN : useRootCredentials();
}

/**
 * Finds out which root credentials an emulator accepts that this clone may not have started.
 * @throws Failure if it accepts none that are known
 */
export async function detectRootCredentials(endpointUrl: string): Promise<void> {
  foreign.delete(endpointUrl);
  if (await isAccepted(endpointUrl, useRootCredentials())) return;
  if (!(await isAccepted(endpointUrl, WELL_KNOWN))) {
    throw new Failure(
      `the emulator at ${endpointUrl} rejects the root credentials of this clone and test/test; ` +
        'start it from this clone, or unset AWS_ENDPOINT_URL to have one started',
    );
  }
  foreign.add(endpointUrl);
}

/** A request that needs no rights, but a valid signature. */
async function isAccepted(endpoint: string, credentials: RootCredentials): Promise<boolean> {
  const client = new STSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 2 });
  try {
    await client.send(new GetCallerIdentityCommand());
    return true;
  } catch {
    return false;
  }
}

let own: RootCredentials | undefined;

/** Random, generated once for each clone and readable by its owner only: every emulator it starts uses them. */
export function useRootCredentials(file: string = ROOT_CREDENTIALS_FILE): RootCredentials {
  if (file !== ROOT_CREDENTIALS_FILE) return readOrCreate(file);
  own ??= readOrCreate(file);
  return own;
}

function readOrCreate(file: string): RootCredentials {
  try {
    return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw new Failure(`${file} can't be read; delete it and start again`);
  }
  create(file);
  return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Complete or not at all, and the first of two starts at once wins. */
function create(file: string): void {
  const generated: RootCredentials = {
    accessKeyId: `ROOT${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const aside = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  writeFileSync(aside, `${JSON.stringify(generated)}\n`, { mode: OWNER_ONLY });
  try {
    linkSync(aside, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside);
  }
}
