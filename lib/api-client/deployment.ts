import type { SignatureV4Init } from '@smithy/signature-v4';
import {
  LOCAL_DEPLOYMENT_FILE,
  type LocalDeployment,
  localDeployment,
} from '../contracts/local-deployment.ts';
import { isLoopback } from '../contracts/loopback.ts';
import { findLocalFile, type UserId } from './local-file.ts';

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
  readonly advice: string;

  constructor(
    message: string,
    advice = 'Run npm start, which writes the file again.',
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.advice = advice;
  }
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
export async function findLocalDeployment(
  directory: string,
  user?: UserId,
): Promise<LocalDeployment | undefined> {
  const found = await findLocalFile(directory, LOCAL_DEPLOYMENT_FILE, user).catch((cause: unknown) => {
    throw new DeploymentError(`${LOCAL_DEPLOYMENT_FILE} cannot be read`, undefined, { cause });
  });
  if (!found) return undefined;
  if (found.text === undefined) {
    throw new DeploymentError(
      `${found.path} is owned by another user; its addresses and credentials are not trusted`,
      'Change to a folder that you own, or select a deployment in AWS with --stage and --region.',
    );
  }
  return parsed(found.path, found.text);
}

function parsed(file: string, text: string): LocalDeployment {
  const found = localDeployment.safeParse(jsonOf(text));
  if (found.success) return found.data;
  // Only the loopback rule is a check of its own; anything else is of another version or damaged.
  const elsewhere = found.error.issues.find(({ code }) => code === 'custom');
  throw new DeploymentError(
    elsewhere
      ? `${file}: ${elsewhere.path.join('.')} ${elsewhere.message}`
      : `${file} is damaged or was written by another version`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
