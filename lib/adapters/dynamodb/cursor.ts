/**
 * A cursor is the last position of a page in base64url. It does not contain the partition, which each request derives
 * from its own parameters. A cursor of one tenant is therefore only a position in the listing of another.
 */
export function encodeCursor(position: string): string {
  return Buffer.from(position).toString('base64url');
}

/** The position in a cursor; undefined if the listing cannot have issued the cursor. */
export function decodeCursor(cursor: string, allowed: RegExp): string | undefined {
  const position = Buffer.from(cursor, 'base64url').toString();
  return encodeCursor(position) === cursor && allowed.test(position) ? position : undefined;
}
