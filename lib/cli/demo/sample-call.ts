import { UnreachableError } from '../../api-client/errors.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Answer } from './walk.ts';

const ANSWER_TIMEOUT_MS = 35_000;

/**
 * Calls the sample API with a key, as a holder of one would.
 * @throws UnreachableError; the interruption's reason
 */
export async function callSample(
  send: Surroundings['fetch'],
  {
    url,
    value,
    interruption,
  }: { readonly url: string; readonly value: string; readonly interruption: AbortSignal },
): Promise<Answer> {
  try {
    const response = await send(url, {
      headers: { authorization: `Bearer ${value}` },
      signal: AbortSignal.any([interruption, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    return { status: response.status, body: jsonOrText(await response.text()) };
  } catch (cause) {
    interruption.throwIfAborted();
    throw new UnreachableError(new URL(url).origin, cause);
  }
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
