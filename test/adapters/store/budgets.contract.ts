import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { IdempotencyRecord } from '../../../lib/core/idempotency/record.ts';
import type { BucketUpdate } from '../../../lib/core/limits/bucket.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { populate, type StoreUnderTest } from './store-under-test.ts';

/** Changes of budgets are committed with their audit event. */
export function budgets({ store, buckets, eventsOf }: StoreUnderTest): void {
  describe('a change of a budget', () => {
    const update: BucketUpdate = {
      when: [{ attribute: 'c.credits', is: 'absent' }],
      set: [{ attribute: 'c.credits', to: 100 }],
    };
    const newBucket = () => `key#${randomUUID()}`;

    it('writes the budget and its event, or neither if a condition fails', async () => {
      const { tenant } = await populate(store);
      const bucket = newBucket();
      const commit = () => store.commit({ kind: 'update-bucket', bucket, update }, eventOf(tenant.id));
      const before = (await eventsOf(tenant.id)).length;
      expect(await commit()).toBe('committed');
      expect(await buckets.read(bucket)).toEqual({ 'c.credits': 100 });
      expect(await commit()).toBe('version-conflict');
      expect(await eventsOf(tenant.id)).toHaveLength(before + 1);
    });

    it('needs no condition, and is applied once for each idempotency record', async () => {
      const { tenant } = await populate(store);
      const bucket = newBucket();
      const record: IdempotencyRecord = {
        ...{ id: randomUUID(), bodyDigest: 'digest', createdId: '1', createdAtMs: NOON },
      };
      const added: BucketUpdate = { when: [], set: [{ attribute: 'c.credits', to: 7 }] };
      const commit = () =>
        store.commit({ kind: 'update-bucket', bucket, update: added, record }, eventOf(tenant.id));
      expect([await commit(), await commit()]).toEqual(['committed', 'version-conflict']);
      expect(await buckets.read(bucket)).toEqual({ 'c.credits': 7 });
    });
  });
}
