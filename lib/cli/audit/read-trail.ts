import type { AdminClient, AdminRequest, AdminResponse } from '../../api-client/admin-client.ts';

export type AuditEventView = AdminResponse<'listAuditEvents'>['items'][number];
export type AuditQuery = NonNullable<AdminRequest<'listAuditEvents'>['query']>;
type AuditPage = AdminResponse<'listAuditEvents'>;

/** Reads a page of a tenant's audit trail. */
export type ReadTrail = (query: AuditQuery) => Promise<AuditPage>;

/** Reads the next page with something on it: the API walks a quiet time in bounded steps, whose pages are empty. */
export function trailReader(client: AdminClient, tenant: string): ReadTrail {
  return async (query) => {
    const read = (cursor = query.cursor) =>
      client.call('listAuditEvents', { params: { tenant }, query: { ...query, cursor } });
    let page = await read();
    while (page.items.length === 0 && page.next !== null) page = await read(page.next);
    return page;
  };
}
