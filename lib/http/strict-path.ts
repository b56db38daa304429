// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const REJECTED = /[%\\\u0000-\u001f\u007f-\u009f\ufffd]|\/\/|(?:^|\/)\.{1,2}(?:\/|$)/;

/**
 * Whether a path is unambiguous. Gateways decode paths once. A path that then contains a `%`, a backslash, an empty
 * segment or a dot segment can have another meaning for another component.
 */
export function isStrictPath(path: string): boolean {
  return !REJECTED.test(path);
}
