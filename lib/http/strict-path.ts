// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const REFUSED = /[%\\\u0000-\u001f\u007f-\u009f\ufffd]|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Whether a path, as received, can only mean itself. Gateways hand paths on decoded, once: what still holds
 * a `%`, a backslash, an empty segment or a dot segment was written to be read differently by somebody.
 */
export function isStrictPath(path: string): boolean {
  return !REFUSED.test(path);
}
