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
export function decimal({
  min,
  max = Number.MAX_SAFE_INTEGER,
}: {
  readonly min: number;
  readonly max?: number;
}) {
  return z.preprocess(
    (sent: number | string) => (typeof sent === 'string' ? (parseDecimal(sent) ?? sent) : sent),
    z
      .int({
        error: ({ code, input }) => {
          if (code !== 'invalid_type' || input === undefined) return undefined;
          return isTooLarge(input) ? `must be at most ${max}` : 'must be a whole number in decimal digits';
        },
      })
      .min(min)
      .max(max),
  );
}

/** Whether a text is a whole number that `parseDecimal` does not parse because it is above 2^53−1. */
function isTooLarge(input: unknown): boolean {
  return typeof input === 'string' && /^[1-9]\d{15,}$/.test(input);
}
