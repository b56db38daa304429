import * as z from 'zod';

const DIGITS = /^\d{1,16}$/;

/**
 * Parses a whole number in decimal digits. `Number` would also accept whitespace, `''`, `0x10` and `1e1`.
 *
 * @returns undefined if the text has other characters, or the number is above 2^53−1
 */
export function parseDecimal(text: string): number | undefined {
  const number = Number(text);
  return DIGITS.test(text) && Number.isSafeInteger(number) ? number : undefined;
}

/** A whole number, or a string of its decimal digits. */
export function decimal(bounds: { readonly min: number; readonly max?: number }) {
  return z.preprocess(
    (sent: number | string) => (typeof sent === 'string' ? (parseDecimal(sent) ?? sent) : sent),
    z
      .int({
        error: ({ input }) => (input === undefined ? undefined : 'must be a whole number in decimal digits'),
      })
      .min(bounds.min)
      .max(bounds.max ?? Number.MAX_SAFE_INTEGER),
  );
}
