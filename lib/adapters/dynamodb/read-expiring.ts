import type { KeySettings } from '../../core/keys/key.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { isoInstant } from './attributes.ts';
import { encodeCursor } from './cursor.ts';
import { expiringKeyListing } from './listings.ts';
import type { KeyTable } from './read-item.ts';
import { readPage } from './read-page.ts';

/** A time range; its end is exclusive. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Reads one page of the keys that expire in a time range, earliest first.
 *
 * @throws UnavailableError if the table does not respond
 */
export async function readExpiring(
  table: KeyTable,
  tenant: string,
  span: Span,
  { cursor = beginning(span), limit }: PageRequest,
): Promise<Page<KeySettings> | 'invalid-cursor'> {
  const page = await readPage(table, expiringKeyListing(tenant), { cursor, limit });
  return page === 'invalid-cursor' ? page : within(page, span);
}

/** The position before all keys that expire at an instant. */
export function beginning({ fromMs }: Span): string {
  return encodeCursor(`${isoInstant(fromMs)}#0`);
}

/** The part of a page that is in the time range. */
export function within(page: Page<KeySettings>, { toMs }: Span): Page<KeySettings> {
  const items = page.items.filter(({ expiresAtMs }) => expiresAtMs !== null && expiresAtMs < toMs);
  return items.length === page.items.length ? page : { ...page, items, next: undefined };
}
