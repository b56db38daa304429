import type { AdminClient, AdminRequest, AdminResponse } from '../../api-client/admin-client.ts';

export type AuditEventView = AdminResponse<'listAuditEvents'>['items'][number];
export type AuditQuery = NonNullable<AdminRequest<'listAuditEvents'>['query']>;
type AuditPage = AdminResponse<'listAuditEvents'>;

/** Reads a page of the audit trail of a tenant. */
export type ReadTrail = (query: AuditQuery) => Promise<AuditPage>;

/** Reads the next page with events. The API returns empty pages for periods without events. */
export function trailReader(client: AdminClient, tenant: string): ReadTrail {
  return async (query) => {
    const read = (cursor = query.cursor) =>
      client.call('listAuditEvents', { params: { tenant }, query: { ...query, cursor } });
    let page = await read();
    while (page.items.length === 0 && page.next !== null) page = await read(page.next);
    return page;
  };
}
