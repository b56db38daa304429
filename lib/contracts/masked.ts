import { couldBeSecret, maskedText } from '../core/could-be-secret.ts';

export { couldBeSecret };

/** Letters, digits, punctuation, symbols and spaces; no control characters, and none that change the direction of text. */
const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u;
const NUMBER = /^-?\d{1,9}(?:\.\d{1,6})?$/;

/** The reader of a message: the terminal of the user who entered the input, or a response. */
export type Audience = 'terminal' | 'response';

/** A received value for a message. A response shows only numbers; a terminal also shows texts that are not secret. */
export function masked(received: unknown, audience: Audience): string {
  if (typeof received === 'string') {
    if (received === '') return 'an empty string';
    const shown = audience === 'terminal' ? !couldBeSecret(received) && PRINTABLE.test(received) : false;
    return shown || NUMBER.test(received) ? `'${received}'` : maskedText(received);
  }
  if (Array.isArray(received)) return `a list of ${received.length}`;
  if (typeof received === 'object' && received !== null) return 'an object';
  return String(received);
}
