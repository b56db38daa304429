import type { SignatureV4Init } from '@smithy/signature-v4';
import {
  LOCAL_DEPLOYMENT_FILE,
  type LocalDeployment,
  localDeployment,
} from '../contracts/local-deployment.ts';
import { isLoopback } from '../contracts/loopback.ts';
import { findLocalFile, type UserId } from './local-file.ts';

/** The settings for calls of a deployment's admin API. */
export interface Deployment {
  /** The base URL of the API: `https:`, or a loopback address. */
  readonly apiUrl: string;
  readonly region: string;
  readonly credentials: SignatureV4Init['credentials'];
}

/** The description of a deployment cannot be used. */
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

/** Whether key values may be sent to a URL: it is encrypted or a loopback address. */
export function isSafeApiUrl(apiUrl: string): boolean {
  if (!URL.canParse(apiUrl)) return false;
  const { protocol, hostname } = new URL(apiUrl);
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/**
 * Finds the description of the local deployment in `directory` or the nearest folder above it.
 * @returns undefined if there is none
 * @throws DeploymentError if it cannot be used
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
  // Only the loopback rule is a custom issue. Any other issue means a damaged file or another version.
  const remoteUrl = found.error.issues.find(({ code }) => code === 'custom');
  throw new DeploymentError(
    remoteUrl
      ? `${file}: ${remoteUrl.path.join('.')} ${remoteUrl.message}`
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
