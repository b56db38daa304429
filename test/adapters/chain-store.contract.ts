import { beforeEach, describe, expect, it } from 'vitest';
import type { ChainStore } from '../../lib/core/audit/chain/chain-store.ts';
import {
  type AuditLink,
  type ChainedEvent,
  chainedEvent,
  nextLink,
} from '../../lib/core/audit/chain/link.ts';
import { eventOf, freshTenantId, NOON } from '../support/entities.ts';

const DAYS = { nowMs: NOON, retentionDays: 400 };

function events(count: number): readonly ChainedEvent[] {
  const tenant = freshTenantId();
  return Array.from({ length: count }, (_, index) =>
    chainedEvent(eventOf(tenant, { atMs: NOON + index }), index % 2 === 0 ? null : NOON + 5000),
  );
}

/** Everything that the port promises. */
export function chainStoreContract(name: string, makeStore: () => Promise<ChainStore>): void {
  describe(name, () => {
    let store: ChainStore;
    beforeEach(async () => {
      store = await makeStore();
    });

    async function append(count: number, head?: AuditLink): Promise<AuditLink> {
      const link = nextLink(head, events(count), DAYS);
      expect(await store.append(link)).toEqual({ appended: true });
      return link;
    }

    it('reads links unchanged, oldest first', async () => {
      expect(await store.readNewest(3)).toEqual([]);
      expect(await store.listLinks({ cursor: undefined, limit: 10 })).toEqual({ items: [], next: undefined });
      const one = await append(2);
      const two = await append(0, one);
      const three = await append(1, two);
      expect(await store.readNewest(2)).toEqual([two, three]);
      expect(await store.readNewest(9)).toEqual([one, two, three]);
      expect(await store.listLinks({ cursor: undefined, limit: 10 })).toMatchObject({
        items: [one, two, three],
      });
    });

    it('continues a listing after its page and rejects an invalid cursor', async () => {
      const one = await append(1);
      const two = await append(1, one);
      const first = await store.listLinks({ cursor: undefined, limit: 1 });
      expect(first).toEqual({ items: [one], next: expect.any(String) });
      if (first === 'invalid-cursor') throw new Error('no page');
      expect(await store.listLinks({ cursor: first.next, limit: 1 })).toMatchObject({ items: [two] });
      for (const cursor of ['', 'x', 'AAAA', '1']) {
        expect(await store.listLinks({ cursor, limit: 1 })).toBe('invalid-cursor');
      }
    });

    it('appends the largest batch as one link', async () => {
      const link = await append(99);
      expect(await store.readNewest(1)).toEqual([link]);
    });

    it('accepts a link number once and keeps the existing link', async () => {
      const one = await append(1);
      const another = nextLink(undefined, events(1), DAYS);
      expect(await store.append(another)).toEqual({ appended: false, known: [] });
      expect(await store.readNewest(9)).toEqual([one]);
    });

    it('links an event once: rejects a link with a linked event and returns that event', async () => {
      const one = await append(2);
      const [known] = one.events;
      const [fresh] = events(1);
      if (!known || !fresh) throw new Error('no events');
      const again = nextLink(one, [fresh, known], DAYS);
      expect(await store.append(again)).toEqual({ appended: false, known: [known] });
      expect(await store.append(nextLink(one, [fresh], DAYS))).toEqual({ appended: true });
    });

    it('appends one of several concurrent links with the same number', async () => {
      const links = Array.from({ length: 8 }, () => nextLink(undefined, events(1), DAYS));
      const outcomes = await Promise.all(links.map((link) => store.append(link)));
      expect(outcomes.filter(({ appended }) => appended)).toHaveLength(1);
      const [head] = await store.readNewest(9);
      expect(links).toContainEqual(head);
    });

    it('returns the newest probe', async () => {
      expect(await store.readProbe()).toBeUndefined();
      await store.recordProbe(NOON);
      await store.recordProbe(NOON + 1);
      expect(await store.readProbe()).toBe(NOON + 1);
    });
  });
}
