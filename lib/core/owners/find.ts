import { asciiLowerCase } from '../ascii.ts';
import { fillPage } from '../fill-page.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import type { Owner, OwnerKind } from './owner.ts';

/** The owners of a listing. An owner must match every part; an omitted part matches all owners. */
export interface OwnerFilter {
  readonly kind?: OwnerKind | undefined;
  /** A part of the name, or the beginning of the ID or of the email address; the case of ASCII letters is ignored. */
  readonly search?: string | undefined;
}

/** The maximum number of reads for one page, which bounds its cost if few owners match. */
const MAX_READS = 20;

/**
 * Lists the owners of a tenant that match a filter, by ID. A page can be short or empty and still have a next page.
 *
 * @throws UnavailableError if the store does not respond
 */
export function findOwners(
  { store }: { readonly store: Pick<Store, 'listOwners'> },
  tenant: string,
  filter: OwnerFilter,
  page: PageRequest,
): Promise<Page<Owner> | 'invalid-cursor'> {
  const read = (request: PageRequest) => store.listOwners(tenant, request);
  const select = async (owners: readonly Owner[]) => ({
    items: owners.map((owner) => (matches(owner, filter) ? owner : undefined)),
  });
  return fillPage({ read, select, maxReads: MAX_READS }, page);
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
