import { readKeyStatuses, type StatusDeps } from '../access/read-statuses.ts';
import type { ShownKeyStatus } from '../access/shown-status.ts';
import { asciiLowerCase } from '../ascii.ts';
import { fillPage } from '../fill-page.ts';
import type { Page, PageRequest, Store, TimeSpan } from '../store.ts';
import type { KeyUsage } from '../usage/key-usage.ts';
import { type LastUseStore, readOrStartUsages } from '../usage/last-uses.ts';
import type { KeySettings } from './key.ts';

/** The order of a listing: by creation, or by expiry with the earliest first. */
export const KEY_ORDERS = ['newest', 'oldest', 'expiry'] as const;
export type KeyOrder = (typeof KEY_ORDERS)[number];

/** The keys of a listing. A key must match every part; an omitted part matches all keys. */
export interface KeyFilter {
  readonly owner?: string | undefined;
  readonly status?: ShownKeyStatus | undefined;
  readonly environment?: string | undefined;
  /** A part of the name, or the beginning of the ID or of the hint; the case of ASCII letters is ignored. */
  readonly search?: string | undefined;
  /** A permission of the key, as it is written in the key. */
  readonly permission?: string | undefined;
  readonly created?: TimeSpan | undefined;
  /** Keys without expiry do not match. */
  readonly expires?: TimeSpan | undefined;
  /** Only keys without a recorded use. */
  readonly neverUsed?: boolean | undefined;
  /** Only keys without a recorded use since this time, whose use was recorded since then. */
  readonly unusedSinceMs?: number | undefined;
}

/** A key with its effective status and its last use; null if there was none or the deployment records no usage. */
export interface FoundKey {
  readonly key: KeySettings;
  readonly status: ShownKeyStatus;
  readonly lastUsedAtMs: number | null;
}

export interface FindKeysDeps extends StatusDeps {
  readonly store: StatusDeps['store'] & Pick<Store, 'listKeys' | 'listKeysOf' | 'listExpiringKeys'>;
  /** Undefined if the deployment records no usage. */
  readonly usage: LastUseStore | undefined;
}

/** A listing: its filter, its order (default: newest first) and its page. */
export interface KeyQuery extends PageRequest {
  readonly filter: KeyFilter;
  readonly order?: KeyOrder | undefined;
}

/** The maximum number of reads for one page, which bounds its cost if few keys match. */
export const FIND_READS = 20;

/**
 * Lists the keys of a tenant that match a filter. Indexes serve the owner and the creation span, or the expiry span if
 * the order is by expiry. Every other part is compared in a walk through at most `FIND_READS` pages of the index, so a
 * page can be short or empty and still have a next page. The order by expiry lists only active and disabled keys with an
 * expiry.
 *
 * @throws UnavailableError if a store does not respond
 */
export async function findKeys(
  deps: FindKeysDeps,
  tenant: string,
  { filter, order, cursor, limit }: KeyQuery,
): Promise<Page<FoundKey> | 'invalid-cursor'> {
  const read = indexReader(deps, tenant, filter, order);
  const select = async (keys: readonly KeySettings[]) => {
    const found = new Map((await matching(deps, keys, filter)).map((each) => [each.key.id, each]));
    return { items: keys.map(({ id }) => found.get(id)) };
  };
  return fillPage({ read, select, maxReads: FIND_READS }, { cursor, limit });
}

/** The index that serves a listing. */
function indexReader(
  { store }: FindKeysDeps,
  tenant: string,
  { owner, created, expires = {} }: KeyFilter,
  order: KeyOrder = 'newest',
) {
  return (page: PageRequest) => {
    if (order === 'expiry') return store.listExpiringKeys(tenant, expires, page);
    const range = { ...created, order };
    return owner === undefined
      ? store.listKeys(tenant, page, range)
      : store.listKeysOf(tenant, owner, page, range);
  };
}

async function matching(
  deps: FindKeysDeps,
  keys: readonly KeySettings[],
  filter: KeyFilter,
): Promise<FoundKey[]> {
  const candidates = keys.filter((key) => matchesSettings(key, filter));
  const [statusOf, usages] = await Promise.all([
    readKeyStatuses(deps, candidates),
    deps.usage ? readOrStartUsages(deps.usage, candidates, deps.clock) : new Map<string, KeyUsage>(),
  ]);
  return candidates
    .filter(({ id }) => matchesUse(usages.get(id), filter))
    .map((key) => ({ key, status: statusOf(key), lastUsedAtMs: usages.get(key.id)?.lastUsedAtMs ?? null }))
    .filter(({ status }) => filter.status === undefined || status === filter.status);
}

function matchesSettings(key: KeySettings, filter: KeyFilter): boolean {
  const { owner, environment, permission, created, expires, search } = filter;
  return (
    (owner === undefined || key.owner === owner) &&
    (environment === undefined || key.environment === environment) &&
    (permission === undefined || key.permissions.includes(permission)) &&
    (created === undefined || isWithin(key.createdAtMs, created)) &&
    (expires === undefined || isWithin(key.expiresAtMs, expires)) &&
    (search === undefined || matchesText(key, asciiLowerCase(search)))
  );
}

function isWithin(ms: number | null, { fromMs, toMs }: TimeSpan): boolean {
  return ms !== null && (fromMs === undefined || ms >= fromMs) && (toMs === undefined || ms < toMs);
}

function matchesText({ id, name, hint }: KeySettings, text: string): boolean {
  return (
    asciiLowerCase(name ?? '').includes(text) ||
    [id, hint].some((each) => asciiLowerCase(each).startsWith(text))
  );
}

/** A key whose use is not recorded yet can have been used. */
function matchesUse(usage: KeyUsage | undefined, { neverUsed, unusedSinceMs }: KeyFilter): boolean {
  if (neverUsed && usage?.lastUsedAtMs !== null) return false;
  if (unusedSinceMs === undefined) return true;
  return usage !== undefined && (usage.lastUsedAtMs ?? usage.trackedSinceMs) < unusedSinceMs;
}
