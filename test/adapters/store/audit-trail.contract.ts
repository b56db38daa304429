import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import type { AuditFilter } from '../../../lib/core/audit/filter.ts';
import type { PageRequest, Store } from '../../../lib/core/store.ts';
import { eventOf, NOON, tenantOf } from '../../support/entities.ts';
import { allPages, pageOf, type StoreUnderTest } from './store-under-test.ts';

const DAY = 24 * 60 * 60 * 1000;
const ALL: AuditFilter = { fromMs: NOON - 100 * DAY, untilMs: NOON + 1, about: null };
const PAGE = { cursor: undefined, limit: 100 };
const ROBOT = 'arn:aws:sts::000000000000:assumed-role/Deploy/robot';
const robot = { id: ROBOT, sourceAddress: '192.0.2.2' };

export function auditTrail({ store }: StoreUnderTest): void {
  /** A tenant with these events, oldest first. */
  async function told(...given: readonly Partial<AuditEvent>[]) {
    let tenant = tenantOf();
    const events: AuditEvent[] = [];
    for (const [at, each] of given.entries()) {
      const event = eventOf(tenant.id, each);
      const kind = at === 0 ? 'create-tenant' : 'update-tenant';
      if (at > 0) tenant = { ...tenant, version: tenant.version + 1 };
      expect(await store.commit({ kind, tenant }, event)).toBe('committed');
      events.push(event);
    }
    return { tenant: tenant.id, events };
  }

  describe('the audit trail', () => {
    it('lists the events of one tenant newest first, each once over all pages, across months without events', async () => {
      const { tenant, events } = await told(
        { atMs: NOON - 99 * DAY },
        { atMs: NOON - DAY, before: null, after: null },
        { atMs: NOON - 2 },
        { atMs: NOON - 1 },
        { atMs: NOON },
      );
      await told({ atMs: NOON - 1 });

      for (const limit of [1, 2, 3, 100])
        expect((await allPages((page) => store.listAuditEvents(tenant, ALL, page), limit)).flat()).toEqual(
          events.toReversed(),
        );
    });

    it('distinguishes and orders events of the same millisecond', async () => {
      const { tenant, events } = await told({}, {}, {});

      const listed = (await allPages((page) => store.listAuditEvents(tenant, ALL, page), 1)).flat();

      expect(new Set(listed.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
      expect(listed).toHaveLength(3);
    });

    it.each<[string, Pick<AuditFilter, 'about'>]>([
      ['by tenant', { about: null }],
      ['by subject', { about: { subject: { kind: 'key', id: 'a1b2c3' } } }],
      ['by actor', { about: { actor: eventOf('acme').caller.id } }],
    ])('is cut to a stretch of time, its end left out: %s', async (_, about) => {
      const { tenant } = await told(
        { atMs: NOON - 3 },
        { atMs: NOON - 2 },
        { atMs: NOON - 1 },
        { atMs: NOON },
      );
      const listed = await pageOf(
        store.listAuditEvents(tenant, { ...about, fromMs: NOON - 2, untilMs: NOON }, PAGE),
      );
      expect(listed.items.map(({ atMs }) => atMs)).toEqual([NOON - 1, NOON - 2]);
      const empty = store.listAuditEvents(tenant, { ...about, fromMs: NOON, untilMs: NOON }, PAGE);
      expect(await empty).toEqual({ items: [], next: undefined });
    });

    it('finds the events of one subject and not those of other kinds with the same ID', async () => {
      const { tenant, events } = await told(
        { subject: { kind: 'key', id: 'app' }, atMs: NOON - DAY },
        { subject: { kind: 'owner', id: 'app' } },
        { subject: { kind: 'key', id: 'app' } },
      );
      await told({ subject: { kind: 'key', id: 'app' } });

      const ofKey = (page: PageRequest) =>
        about(store, tenant, { subject: { kind: 'key', id: 'app' } }, page);

      expect((await allPages(ofKey, 1)).flat()).toEqual([events[2], events[0]]);
    });

    it('finds the events of one actor in this tenant only', async () => {
      const { tenant, events } = await told({ caller: robot, atMs: NOON - DAY }, {}, { caller: robot });
      await told({ caller: robot });

      const ofRobot = (page: PageRequest) => about(store, tenant, { actor: ROBOT }, page);

      expect((await allPages(ofRobot, 1)).flat()).toEqual([events[2], events[0]]);
      expect(await about(store, tenant, { actor: 'nobody' }, PAGE)).toEqual({ items: [], next: undefined });
    });

    it('shows nothing of a tenant for a cursor used in another tenant or time range', async () => {
      const one = await told({ atMs: NOON - 1 }, {});
      const other = await told({ atMs: NOON - 1 }, {});
      const { next: cursor } = await pageOf(store.listAuditEvents(one.tenant, ALL, { ...PAGE, limit: 1 }));
      expect(cursor).toBeDefined();
      const from = (filter: Partial<AuditFilter>) =>
        pageOf(store.listAuditEvents(other.tenant, { ...ALL, ...filter }, { cursor, limit: 100 }));

      for (const event of (await from({})).items) expect(event.tenant).toBe(other.tenant);
      expect((await from({ untilMs: NOON })).items).toEqual([other.events[0]]);
      expect((await from({ fromMs: NOON + 1, untilMs: NOON + DAY })).items).toEqual([]);
    });

    it('accepts a cursor at a day that does not exist and rejects an invalid cursor', async () => {
      const { tenant, events } = await told({ atMs: NOON - 50 * DAY }, {});
      const at = (position: string) => ({ ...PAGE, cursor: Buffer.from(position).toString('base64url') });

      const listed = (position: string) => store.listAuditEvents(tenant, ALL, at(position));
      expect((await pageOf(listed('2027-01-99T99:99:99.999Z#z'))).items[0]).toEqual(events[1]);
      expect((await pageOf(listed('2026-99-99T00:00:00.000Z#0'))).items).toEqual([events[0]]);
      for (const none of ['junk', 'app', '2027-01-31', '2027-01-31T12:00:00.000Z'])
        expect(await listed(none)).toBe('invalid-cursor');
    });
  });
}

function about(store: Store, tenant: string, about: AuditFilter['about'], page: PageRequest) {
  return store.listAuditEvents(tenant, { ...ALL, about }, page);
}
