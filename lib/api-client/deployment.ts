import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SignatureV4Init } from '@smithy/signature-v4';
import {
  LOCAL_DEPLOYMENT_FILE,
  type LocalDeployment,
  localDeployment,
} from '../contracts/local-deployment.ts';
import { isLoopback } from './loopback-lookup.ts';

/** What it takes to call a deployment's admin API. */
export interface Deployment {
  /** Where the API's paths begin; `https:`, or this machine. */
  readonly apiUrl: string;
  readonly region: string;
  readonly credentials: SignatureV4Init['credentials'];
}

/** A deployment can't be called as it is described. */
export class DeploymentError extends Error {
  override readonly name = 'DeploymentError';
}

/** Whether a URL may be sent key values: encrypted, or never leaving this machine. */
export function isSafeApiUrl(apiUrl: string): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { protocol, hostname } = new URL(apiUrl);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * Finds what the local stack wrote, in `directory` or the nearest folder above it.
 * @returns undefined where there is none
 * @throws DeploymentError where there is one that can't be used
 */
export async function findLocalDeployment(directory: string): Promise<LocalDeployment | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const file = join(folder, LOCAL_DEPLOYMENT_FILE);
    const text = await textOf(file);
    if (text !== undefined) return parsed(file, text);
    if (folder === dirname(folder)) return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')) {
      return undefined;
    }
    throw new DeploymentError(`${file} can't be read`, { cause });
  }
}

function parsed(file: string, text: string): LocalDeployment {
  const found = localDeployment.safeParse(jsonOf(text));
  if (!found.success) throw new DeploymentError(`${file} is not of this version`);
  const { hostname } = new URL(found.data.apiUrl);
  if (!isLoopback(hostname))
    throw new DeploymentError(`${file} names a host that is not this machine: ${hostname}`);
  return found.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
