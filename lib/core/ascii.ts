/**
 * Folds `A` to `Z` to lower case and keeps every other character. Unicode case mapping is lossy: it turns U+212A KELVIN
 * SIGN into `k`, so that two different texts compare as equal.
 */
export function asciiLowerCase(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The text with the letters a–z in upper case. */
export function asciiUpperCase(text: string): string {
  return text.replaceAll(/[a-z]/g, (letter) => letter.toUpperCase());
}
