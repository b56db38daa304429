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

/** The default credentials of the emulator. */
const WELL_KNOWN: RootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** The emulators of other programs that accept only the default credentials. */
const foreign = new Set<string>();

/** Returns the root credentials of an emulator. */
export function rootCredentialsOf(endpointUrl: string): RootCredentials {
  return foreign.has(endpointUrl) ? WELL_KNOWN : useRootCredentials();
}

/**
 * Detects the root credentials of an emulator that another program may have started.
 * @throws Failure if the emulator rejects all known credentials
 */
export async function detectRootCredentials(endpointUrl: string): Promise<void> {
  foreign.delete(endpointUrl);
  if (await isAccepted(endpointUrl, useRootCredentials())) return;
  if (!(await isAccepted(endpointUrl, WELL_KNOWN))) {
    throw new Failure(
      `The emulator at ${endpointUrl} rejects the root credentials of this clone and test/test. ` +
        'Start it from this clone, or unset AWS_ENDPOINT_URL to start one.',
    );
  }
  foreign.add(endpointUrl);
}

/** Sends a request that requires a valid signature but no permission. */
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

/** Random credentials of all emulators of this clone; generated once, in a file that only its owner can read. */
export function useRootCredentials(file: string = ROOT_CREDENTIALS_FILE): RootCredentials {
  if (file !== ROOT_CREDENTIALS_FILE) return readOrCreate(file);
  own ??= readOrCreate(file);
  return own;
}

function readOrCreate(file: string): RootCredentials {
  try {
    return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw new Failure(`${file} cannot be read. Delete it and start again.`);
  }
  create(file);
  return credentials.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Writes the file atomically. The first of two parallel starts wins. */
function create(file: string): void {
  const generated: RootCredentials = {
    accessKeyId: `ROOT${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const temporaryFile = `${file}.${process.pid}`;
  mkdirSync(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
  writeFileSync(temporaryFile, `${JSON.stringify(generated)}\n`, { mode: OWNER_ONLY });
  try {
    linkSync(temporaryFile, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(temporaryFile);
  }
}
