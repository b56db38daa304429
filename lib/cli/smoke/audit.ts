import type { AdminClient } from '../../api-client/admin-client.ts';
import { ProblemError } from '../../api-client/errors.ts';
import { LARGEST_PAGE } from '../pagination.ts';
import { expectSeen, type Guarantee, NotApplicableError } from './guarantee.ts';
import { SMOKE_TENANT } from './smoke-tenant.ts';

export const AUDIT_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'audit',
    states: 'A change has an audit event, which is linked into the audit chain',
    advice: 'See the alarms of the audit chain and docs/audit.md, section Chain lag.',
    check: async ({ client, tenant, poll }) => {
      const params = { tenant: SMOKE_TENANT.tenant };
      const { id: key } = await tenant.issue();
      const { items } = await client.call('listAuditEvents', { params, query: { key } });
      const [event] = items;
      expectSeen(event !== undefined, `Key ${key} has no audit event`);
      const newLinks = linkReader(client);
      await poll(`The chain does not contain the event ${event.id}`, async () => {
        const links = await newLinks();
        return links.some(({ events }) => events.some(({ id }) => id === event.id)) ? true : undefined;
      });
    },
  },
];

/** Reads the whole chain on the first call, and only its last page and new links on later calls. */
function linkReader(client: AdminClient) {
  let cursor: string | undefined;
  return async () => {
    const links = [];
    for (;;) {
      const page = await client
        .call('listAuditLinks', { query: { cursor, limit: LARGEST_PAGE } })
        .catch(withoutChain);
      links.push(...page.items);
      if (page.next === null) return links;
      cursor = page.next;
    }
  };
}

function withoutChain(error: unknown): never {
  if (error instanceof ProblemError && error.code === 'audit-chain-disabled') {
    throw new NotApplicableError('The deployment has no audit chain.');
  }
  throw error;
}
