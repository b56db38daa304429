import type { PlainGet, PlainGetOptions } from '../../api-client/unsigned-get.ts';
import type { Answer } from './steps.ts';

/**
 * Calls the sample API, as a holder of a key would.
 * @throws UnreachableError; the signal's reason
 */
export async function callSample(
  get: PlainGet,
  { url, ...options }: PlainGetOptions & { readonly url: string },
): Promise<Answer> {
  const { status, text } = await get(url, options);
  return { status, body: jsonOrText(text) };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
