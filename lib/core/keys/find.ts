import type { ShownKeyStatus } from '../access/effective-status.ts';
import { readKeyStatuses, type StatusDeps } from '../access/read-statuses.ts';
import { asciiLowerCase } from '../ascii.ts';
import { withUnknown } from '../read-known.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import type { KeySettings } from './key.ts';

/** The keys of a listing. A key must match every part; an omitted part matches all keys. */
export interface KeyFilter {
  readonly owner?: string | undefined;
  readonly status?: ShownKeyStatus | undefined;
  readonly environment?: string | undefined;
  /** A part of the name, or the beginning of the ID or of the hint; the case of ASCII letters is ignored. */
  readonly search?: string | undefined;
}

/** A key with its effective status. */
export interface FoundKey {
  readonly key: KeySettings;
  readonly status: ShownKeyStatus;
}

export interface FindKeysDeps extends StatusDeps {
  readonly store: StatusDeps['store'] & Pick<Store, 'listKeys' | 'listKeysOf'>;
}

/** The maximum number of reads for one page, which bounds its cost if few keys match. */
export const FIND_READS = 20;

/**
 * Lists the keys of a tenant that match a filter, newest first. An index serves the owner. Every other part is compared
 * in a walk through at most `FIND_READS` pages of the index, so a page can be short or empty and still have a next page.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function findKeys(
  deps: FindKeysDeps,
  tenant: string,
  filter: KeyFilter,
  { cursor, limit }: PageRequest,
): Promise<Page<FoundKey> | 'invalid-cursor'> {
  const { owner } = filter;
  const items: FoundKey[] = [];
  const unknown: string[] = [];
  let after = cursor;
  for (let read = 1; read <= FIND_READS && items.length < limit; read += 1) {
    // Each key of a page is either found or skipped, so that the next page begins after the last key that was read.
    const request = { cursor: after, limit: limit - items.length };
    const page =
      owner === undefined
        ? await deps.store.listKeys(tenant, request)
        : await deps.store.listKeysOf(tenant, owner, request);
    if (page === 'invalid-cursor') return page;
    items.push(...(await matching(deps, page.items, filter)));
    unknown.push(...(page.unknown ?? []));
    after = page.next;
    if (after === undefined) break;
  }
  return withUnknown({ items, next: after }, unknown);
}

async function matching(
  deps: StatusDeps,
  keys: readonly KeySettings[],
  filter: KeyFilter,
): Promise<FoundKey[]> {
  const candidates = keys.filter((key) => matchesSettings(key, filter));
  const statusOf = await readKeyStatuses(deps, candidates);
  return candidates
    .map((key) => ({ key, status: statusOf(key) }))
    .filter(({ status }) => filter.status === undefined || status === filter.status);
}

function matchesSettings(
  { id, name, hint, environment }: KeySettings,
  { environment: wanted, search }: KeyFilter,
): boolean {
  if (wanted !== undefined && environment !== wanted) return false;
  if (search === undefined) return true;
  const text = asciiLowerCase(search);
  return (
    asciiLowerCase(name ?? '').includes(text) ||
    [id, hint].some((each) => asciiLowerCase(each).startsWith(text))
  );
}
