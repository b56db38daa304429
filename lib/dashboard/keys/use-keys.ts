import {
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useState } from 'react';
import { useTenant } from '../shell/tenant-context.ts';
import { type KeyFilter, listQuery } from './key-filter.ts';
import { managesKey } from './manages-key.ts';

/** The number of days of the requests in the list. */
const USAGE_DAYS = '30';

/** The most requests until a key is found: a page of the API can be empty and have a next page. */
const SEARCH_REQUESTS = 10;

/** The keys of the tenant that match a filter, by cursor. An empty page can have a next page. */
export function useKeys(filter: KeyFilter, { limit, hasUsage }: KeysOptions) {
  const { client, tenant } = useTenant();
  return useInfiniteQuery({
    queryKey: ['keys', tenant, filter, limit, hasUsage],
    queryFn: async ({ pageParam, signal }) => {
      // All pages have the same bounds of time, which depend on the time of the first request.
      const bounds = pageParam?.bounds ?? listQuery(filter, Date.now());
      let cursor = pageParam?.cursor;
      for (let request = 1; ; request += 1) {
        const query = {
          ...bounds,
          limit: String(limit),
          cursor,
          usageDays: hasUsage ? USAGE_DAYS : undefined,
        };
        const page = await client.call('listKeys', { params: { tenant }, query, signal });
        if (page.items.length > 0 || page.next === null || request === SEARCH_REQUESTS)
          return { ...page, bounds };
        cursor = page.next;
      }
    },
    initialPageParam: undefined as NextPage | undefined,
    getNextPageParam: ({ next, bounds }): NextPage | undefined =>
      next === null ? undefined : { cursor: next, bounds },
  });
}

interface NextPage {
  readonly cursor: string;
  readonly bounds: ReturnType<typeof listQuery>;
}

interface KeysOptions {
  /** The keys of a page. */
  readonly limit: number;
  /** Whether each key has its requests by day. */
  readonly hasUsage: boolean;
}

/** One key with its derived keys. */
export function useKey(id: string) {
  const { client, tenant } = useTenant();
  return useQuery({
    queryKey: keyQuery(tenant, id),
    queryFn: ({ signal }) => client.call('showKey', { params: { tenant, key: id }, signal }),
  });
}

export function keyQuery(tenant: string, id: string): QueryKey {
  return ['key', tenant, id];
}

/** The first parts of the queries that a change of a key can change. */
const DEPENDENT = [
  ...['keys', 'key', 'key-counts', 'report', 'audit', 'sessions', 'limits', 'alarms'],
  ...['managed-keys', 'managed-key', 'rotations', 'schedule'],
];

/** Reads keys, and everything that depends on them, again after a change. */
export function useRefreshKeys(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all(DEPENDENT.map((first) => queries.invalidateQueries({ queryKey: [first] })));
  };
}

/** The owners of the tenant. The first 100 are enough for a choice; others can be entered by ID. */
export function useOwners() {
  const { client, tenant, can } = useTenant();
  return useQuery({
    queryKey: ['owners', tenant, 'first'],
    queryFn: ({ signal }) =>
      client.call('listOwners', { params: { tenant }, query: { limit: '100' }, signal }),
    enabled: can('listOwners'),
  });
}

/** The owners that match what the user types into a choice of an owner. Without a text, the first 100. */
export function useOwnerSearch() {
  const { client, tenant, can } = useTenant();
  const [text, search] = useState('');
  const owners = useQuery({
    queryKey: ['owners', tenant, 'search', text],
    queryFn: ({ signal }) =>
      client.call('listOwners', { params: { tenant }, query: { limit: '100', search: text.trim() }, signal }),
    enabled: can('listOwners'),
    placeholderData: keepPreviousData,
  });
  return { owners, search };
}

/** Tells whether the user may create, update and end a key. */
export function useManagesKey(): (key: Parameters<typeof managesKey>[1]) => boolean {
  const { membership } = useTenant();
  const owners = useOwners().data?.items ?? [];
  return (key) => managesKey(membership, key, owners.find(({ id }) => id === key.owner)?.kind);
}
