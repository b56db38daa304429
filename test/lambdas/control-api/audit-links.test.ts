import { expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/control-api/handler.ts';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { type AuditLink, chainedEvent, nextLink } from '../../../lib/core/audit/chain/link.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { createAdminApi } from './admin-api.ts';

async function withLinks(count: number) {
  const api = createAdminApi();
  const links: AuditLink[] = [];
  for (let index = 0; index < count; index += 1) {
    const nowMs = NOON + index * MS_PER_DAY;
    const event = chainedEvent(eventOf('acme', { atMs: nowMs }), nowMs + 400 * MS_PER_DAY);
    const link = nextLink(links.at(-1), [event], { nowMs, retentionDays: 400 });
    links.push(link);
    await api.chain.append(link);
  }
  return { api, links };
}

it('lists links oldest first with all inputs of their hashes', async () => {
  const { api, links } = await withLinks(3);
  const first = await api.done('listAuditLinks', { query: 'limit=2' });
  const rest = await api.done('listAuditLinks', { query: `limit=2&cursor=${first.next}` });
  expect([...first.items, ...rest.items].map(({ hash }) => hash)).toEqual(links.map(({ hash }) => hash));
  expect(rest).toMatchObject({ next: null, archived: false, beginning: null });
  expect(first.items[1]).toMatchObject({
    number: 2,
    at: '2027-02-01T12:00:00.000Z',
    previous: { hash: links[0]?.hash, keptUntil: '2028-04-05T12:00:00.000Z' },
    events: [{ tenant: 'acme', keptUntil: '2028-03-07T12:00:00.000Z' }],
  });
});

it('lists links with the recorded beginning of the chain', async () => {
  const { api, links } = await withLinks(1);
  const [first] = links;
  if (first) await api.beginning.record(first);
  expect((await api.done('listAuditLinks', {})).beginning).toEqual({
    at: '2027-01-31T12:00:00.000Z',
    hash: first?.hash,
    keptUntil: '2028-04-05T12:00:00.000Z',
  });
});

it('shows since when changes can be verified, until when they are linked, and that the newest links are intact', async () => {
  const { api } = await withLinks(3);
  await createTenantWithOwners(api.deps);
  await api.chain.recordProbe(NOON);
  const params = { tenant: 'acme' };
  expect(await api.done('showAuditChain', { params })).toEqual({
    state: 'intact',
    since: '2027-01-31T12:00:00.000Z',
    linkedThrough: '2027-01-31T12:00:00.000Z',
    newestLinkAt: '2027-02-02T12:00:00.000Z',
    verifiedSince: '2027-01-31T12:00:00.000Z',
    verifiedLinks: 3,
    verifiedAt: '2027-01-31T12:00:00.000Z',
    faults: [],
  });
  api.clock.nowMs = NOON + 301_000;
  expect(await api.done('showAuditChain', { params })).toMatchObject({ state: 'behind', faults: [] });
});

it('does not show a chain as intact before the first probe, because its changes may never arrive', async () => {
  const { api } = await withLinks(0);
  await createTenantWithOwners(api.deps);
  expect(await api.done('showAuditChain', { params: { tenant: 'acme' } })).toMatchObject({
    ...{ state: 'behind', linkedThrough: null, verifiedSince: null, verifiedLinks: 0 },
  });
});

it('shows since when the newest links are verified, because older links are not', async () => {
  const { api } = await withLinks(30);
  await createTenantWithOwners(api.deps);
  expect(await api.done('showAuditChain', { params: { tenant: 'acme' } })).toMatchObject({
    ...{ since: '2027-01-31T12:00:00.000Z', verifiedSince: '2027-02-05T12:00:00.000Z', verifiedLinks: 25 },
  });
});

it('shows that a link was changed', async () => {
  const { api, links } = await withLinks(2);
  await createTenantWithOwners(api.deps);
  const [, second] = links;
  if (second) await api.chain.append({ ...second, number: 3, events: [] });
  expect(await api.done('showAuditChain', { params: { tenant: 'acme' } })).toMatchObject({
    state: 'faulty',
    faults: ['link-changed'],
  });
});

it('does not return an expired link that DynamoDB has not removed yet', async () => {
  const { api, links } = await withLinks(3);
  api.clock.nowMs = links[1]?.keptUntilMs ?? 0;
  const { items } = await api.done('listAuditLinks', {});
  expect(items.map(({ number }) => number)).toEqual([3]);
});

it('returns no links without an archive', async () => {
  const { api } = await withLinks(1);
  expect(await api.done('listAuditLinks', { query: 'store=archive' })).toMatchObject({
    ...{ items: [], next: null, archived: false },
  });
});

it('reports that the deployment has no chain', async () => {
  const { deps } = createAdminApi();
  const handler = createHandler({
    ...deps,
    usage: undefined,
    rotation: undefined,
    rotationLimits: undefined,
    metrics: { keyTable: 'keys', write: () => {} },
    log: () => {},
  });
  const { statusCode, body } = await handler(httpApiEvent({ route: adminRoutes.listAuditLinks }));
  expect({ statusCode, ...JSON.parse(body) }).toMatchObject({
    statusCode: 409,
    code: 'audit-chain-disabled',
  });
});

it('revokes a key while the chain is down', async () => {
  const api = createAdminApi();
  await createTenantWithOwners(api.deps);
  const { key, value } = await issue(api.deps);
  const dead = () => Promise.reject(new Error('the chain is dead'));
  Object.assign(api.chain, { listLinks: dead, readNewest: dead, append: dead });
  const params = { tenant: 'acme', key: key.id };
  expect(await api.done('revokeKey', { params, json: {} })).toMatchObject({ status: 'revoked' });
  const { outcome } = await api.done('verify', { params: { tenant: 'acme' }, json: { value } });
  expect(outcome).toBe('revoked');
  expect((await api.call('listAuditLinks', {})).statusCode).toBe(500);
});
