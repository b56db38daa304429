import { BUCKET_EXPIRY, type BucketAssignment, type BucketUpdate } from './bucket.ts';
import { creditAttributes, dueAt } from './credits.ts';
import type { Limit } from './limit.ts';
import { expiryOf } from './plan-charge.ts';
import { quotaAttributes } from './quota.ts';
import { rateAttribute } from './rate.ts';
import { restartThresholds } from './thresholds.ts';

/** Plans the update that restores the full budget of one limit of a bucket, for any stored state. */
export function planReset(limits: readonly Limit[], limit: Limit, nowMs: number): BucketUpdate {
  return {
    when: [],
    set: [
      ...assignmentsOf(limit, nowMs),
      ...restartThresholds(limit, nowMs),
      { attribute: BUCKET_EXPIRY, to: expiryOf(limits, nowMs) },
    ],
  };
}

function assignmentsOf(limit: Limit, nowMs: number): readonly BucketAssignment[] {
  switch (limit.kind) {
    case 'rate':
      return [{ attribute: rateAttribute(limit), to: 0 }];
    case 'quota':
      return [{ attribute: quotaAttributes(limit).used, to: 0 }];
    case 'credits': {
      const { balance, refilled } = creditAttributes(limit);
      return [
        { attribute: balance, to: limit.max },
        { attribute: refilled, to: dueAt(limit, nowMs) },
      ];
    }
  }
}
