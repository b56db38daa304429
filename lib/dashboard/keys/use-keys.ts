import { type QueryKey, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTenant } from '../shell/tenant-context.ts';
import { managesKey } from './manages-key.ts';

/** The filter of the key list. */
export interface KeyFilter {
  readonly search: string;
  readonly status: string;
  readonly owner: string;
  readonly environment: string;
}

/** The keys of the tenant that match a filter, by cursor. An empty page can have a next page. */
export function useKeys(filter: KeyFilter, limit: number) {
  const { client, tenant } = useTenant();
  return useInfiniteQuery({
    queryKey: ['keys', tenant, filter, limit],
    queryFn: ({ pageParam, signal }) =>
      client.call('listKeys', {
        params: { tenant },
        query: { ...filter, limit: String(limit), cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
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
const DEPENDENT = ['keys', 'key', 'audit', 'managed-keys', 'managed-key', 'rotations', 'schedule'];

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

/** Tells whether the user may create, update and end a key. */
export function useManagesKey(): (key: Parameters<typeof managesKey>[1]) => boolean {
  const { membership } = useTenant();
  const owners = useOwners().data?.items ?? [];
  return (key) => managesKey(membership, key, owners.find(({ id }) => id === key.owner)?.kind);
}
