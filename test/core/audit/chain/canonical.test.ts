import { expect, it } from 'vitest';
import { canonicalHash } from '../../../../lib/core/audit/chain/canonical.ts';

it('returns different hashes in different domains', () => {
  expect(canonicalHash('postern-audit-event-1', {})).not.toBe(canonicalHash('postern-audit-link-1', {}));
  expect(canonicalHash('postern-audit-event-1', {})).toMatch(/^[0-9a-f]{64}$/);
});
