import { verifyRoutes } from '../contracts/http/verify.ts';
import type { Surroundings } from './surroundings.ts';

/** More than this, with its newline, is refused anyway. */
const LONGEST = (verifyRoutes.verify.body.shape.value.maxLength ?? 0) + 2;

/** Reads a key's value: from a terminal one line, else all there is, without one newline at its end. */
export async function readValue(stdin: Surroundings['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LONGEST || (stdin.isTTY && text.endsWith('\n'))) break;
  }
  return text.replace(/\r?\n$/, '');
}
