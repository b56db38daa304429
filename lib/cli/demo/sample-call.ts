import type { UnsignedGet, UnsignedGetOptions } from '../../api-client/unsigned-get.ts';
import type { DemoResponse } from './steps.ts';

/**
 * Calls the sample API like a key holder.
 * @throws UnreachableError; the signal's reason
 */
export async function callSample(
  get: UnsignedGet,
  { url, ...options }: UnsignedGetOptions & { readonly url: string },
): Promise<DemoResponse> {
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
