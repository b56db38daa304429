import { Failure } from './failure.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const HEALTH = '/_ministack/health';
const UNSET = 'unset AWS_ENDPOINT_URL to have one started';

/**
 * The emulator that AWS_ENDPOINT_URL names; undefined where it names none.
 * @throws Failure if it is not on this machine: nothing is ever deployed to an account from here
 */
export function namedEndpoint(environment: NodeJS.ProcessEnv): string | undefined {
  const given = environment.AWS_ENDPOINT_URL;
  if (!given) return undefined;
  const url = URL.parse(given);
  if (url?.protocol === 'http:' && LOOPBACK.test(url.hostname)) {
    // Of a name, an S3 client would look up <bucket>.localhost, which Node's resolver doesn't know.
    if (url.hostname === 'localhost') url.hostname = '127.0.0.1';
    return url.origin;
  }
  throw new Failure(
    `AWS_ENDPOINT_URL is ${url?.origin ?? 'no URL'}; allowed is an emulator on this machine, ` +
      `like http://127.0.0.1:4566, or ${UNSET}`,
  );
}

/** @throws Failure if no emulator answers there */
export async function assertAnswers(endpointUrl: string): Promise<void> {
  if (await isHealthy(endpointUrl)) return;
  throw new Failure(
    `no emulator answers at ${endpointUrl}, which AWS_ENDPOINT_URL names; start it, or ${UNSET}`,
  );
}

/** Whether the emulator is up and answers. */
export async function isHealthy(endpointUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpointUrl}${HEALTH}`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}
