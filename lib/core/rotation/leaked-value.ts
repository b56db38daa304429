import type { ManagedRecord } from './managed-key.ts';
import type { RotationDeps } from './rotation-deps.ts';

/**
 * The record from which sessions and keys that were created with a leaked value are rejected. Other functions, whose
 * clocks can be ahead by `clockSkewMs`, recorded when these were created: see `derivedAtMs`.
 */
export function endDerived(
  { limits }: Pick<RotationDeps, 'limits'>,
  record: ManagedRecord,
  nowMs: number,
): ManagedRecord {
  const { key } = record;
  const compromisedUntilMs = Math.max((key.compromisedUntilMs ?? 0) + 1, nowMs + limits.clockSkewMs);
  return { ...record, key: { ...key, compromisedUntilMs } };
}
