/**
 * A cursor is the last position of a page, as base64url. It holds no partition: that is rebuilt from what is
 * asked for, so that a cursor of one tenant is at most a place in the listing of another.
 */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The position in a cursor; undefined where it is none that such a listing gives out. */
export function decodeCursor(cursor: string, allowed: RegExp): string | undefined {
  const position = Buffer.from(cursor, 'base64url').toString();
  return encodeCursor(position) === cursor && allowed.test(position) ? position : undefined;
}
