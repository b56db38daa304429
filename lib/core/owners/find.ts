import { asciiLowerCase } from '../ascii.ts';
import { withUnknown } from '../read-known.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import type { Owner, OwnerKind } from './owner.ts';

/** The owners of a listing. An owner must match every part; an omitted part matches all owners. */
export interface OwnerFilter {
  readonly kind?: OwnerKind | undefined;
  /** A part of the name, or the beginning of the ID or of the email address; the case of ASCII letters is ignored. */
  readonly search?: string | undefined;
}

/** The maximum number of reads for one page, which bounds its cost if few owners match. */
export const FIND_OWNERS_READS = 20;

/**
 * Lists the owners of a tenant that match a filter, by ID. A page reads at most `FIND_OWNERS_READS` pages of the store, so it
 * can be short or empty and still have a next page.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function findOwners(
  { store }: { readonly store: Pick<Store, 'listOwners'> },
  tenant: string,
  filter: OwnerFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<Owner> | 'invalid-cursor'> {
  const items: Owner[] = [];
  const unknown: string[] = [];
  let after = cursor;
  for (let read = 1; read <= FIND_OWNERS_READS && items.length < limit; read += 1) {
    const page = await store.listOwners(tenant, { cursor: after, limit: limit - items.length });
    if (page === 'invalid-cursor') return page;
    items.push(...page.items.filter((owner) => matches(owner, filter)));
    unknown.push(...(page.unknown ?? []));
    after = page.next;
    if (after === undefined) break;
  }
  return withUnknown({ items, next: after }, unknown);
}

function matches({ id, name, email, kind }: Owner, filter: OwnerFilter): boolean {
  if (filter.kind !== undefined && kind !== filter.kind) return false;
  if (filter.search === undefined) return true;
  const text = asciiLowerCase(filter.search);
  return (
    asciiLowerCase(name ?? '').includes(text) ||
    [id, email ?? ''].some((each) => asciiLowerCase(each).startsWith(text))
  );
}
