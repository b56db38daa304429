import type { KeySettings } from '../../core/keys/key.ts';
import type { Page, PageRequest } from '../../core/store.ts';
import { isoInstant } from './attributes.ts';
import { encodeCursor } from './cursor.ts';
import { expiringKeyListing } from './listings.ts';
import type { KeyTable } from './read-item.ts';
import { readPage } from './read-page.ts';

/** A span of time: its end is none of it. */
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Reads one page of the keys that expire in a span of time: from its beginning on, as far as it goes.
 *
 * @throws UnavailableError if the table doesn't answer
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

/** Stands before every key that expires then. */
export function beginning({ fromMs }: Span): string {
  return encodeCursor(`${isoInstant(fromMs)}#0`);
}

/** The part of a page that is in the span: what follows it is beyond. */
export function within(page: Page<KeySettings>, { toMs }: Span): Page<KeySettings> {
  const items = page.items.filter(({ expiresAtMs }) => expiresAtMs !== null && expiresAtMs < toMs);
  return items.length === page.items.length ? page : { items, next: undefined };
}
