import { Failure } from './failure.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const HEALTH = '/_ministack/health';
const UNSET = 'unset AWS_ENDPOINT_URL to start one';

/**
 * Returns the URL of AWS_ENDPOINT_URL; undefined if it is not set.
 * @throws Failure if the host is not this machine, so that a local start never deploys to an AWS account
 */
export function namedEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment.AWS_ENDPOINT_URL;
  if (!given) return undefined;
  const url = URL.parse(given);
  if (url?.protocol === 'http:' && LOOPBACK.test(url.hostname)) {
    // S3 clients would resolve <bucket>.localhost, which the resolver of Node.js does not support.
    if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
    return url.origin;
  }
  throw new Failure(
    `Invalid AWS_ENDPOINT_URL (${url?.origin ?? 'not a URL'}). Use an emulator on this machine, ` +
      `for example http://127.0.0.1:4566, or ${UNSET}.`,
  );
}

/** @throws Failure if no emulator responds at the URL */
export async function assertAnswers(endpointUrl: string): Promise<void> {
  if (await isHealthy(endpointUrl)) return;
  throw new Failure(`No emulator responds at ${endpointUrl} (AWS_ENDPOINT_URL). Start it, or ${UNSET}.`);
}

/** Whether the emulator responds. */
export async function isHealthy(endpointUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpointUrl}${HEALTH}`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
