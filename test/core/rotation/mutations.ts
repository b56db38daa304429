/** A change of one source line that removes a safety rule. The proof must find each mutation. */
export interface Mutation {
  readonly name: string;
  /** The file name in lib/core/rotation. */
  readonly file: string;
  /** One or more source lines that occur exactly once in the file. */
  readonly line: string;
  readonly instead: string;
  /** The pattern that the counterexample must match. */
  readonly violates: RegExp;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'observations are kept after a version conflict',
    file: 'run-effects.ts',
    line: "      if (after === 'version-conflict') {",
    instead:
      "      const newest = after === 'version-conflict' ? await deps.store.readManagedRecord(keyId) : undefined;\n      if (newest) snapshot = { ...snapshot, record: newest, nowMs: deps.clock() };\n      if (newest) continue;\n      if (after === 'version-conflict') {",
    violates: /row |invariant \d+:/,
  },
  {
    name: 'a rotation continues after it was abandoned',
    file: 'advance-rotation.ts',
    line: '  if (!rotation || rotation.abandonedAtMs !== null) return undefined;',
    instead: '  if (!rotation) return undefined;',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'a step of Secrets Manager finishes an abandoned rotation',
    file: 'secrets-manager-steps.ts',
    line: "      return rotation.abandonedAtMs === null ? finish(snapshot, rotation) : reject('abandoned');",
    instead: '      return finish(snapshot, rotation);',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'the overlap starts when the labels were requested',
    file: 'observe-labels.ts',
    line: '    promotionConfirmedAtMs: secret.respondedAtMs,\n    labelDrift: null,',
    instead: '    promotionConfirmedAtMs: secret.requestedAtMs,\n    labelDrift: null,',
    violates: /row |invariant 1:/,
  },
  {
    name: 'the overlap is compared with the time when the labels were returned',
    file: 'retire.ts',
    line: '  if (!retirement || !secret || secret.requestedAtMs < retirement.overlapEndMs) return undefined;',
    instead:
      '  if (!retirement || !secret || secret.respondedAtMs < retirement.overlapEndMs) return undefined;',
    violates: /row |invariant [12]:/,
  },
  {
    name: 'values are retired before the overlap passed',
    file: 'retire.ts',
    line: '  if (!retirement || !secret || secret.requestedAtMs < retirement.overlapEndMs) return undefined;',
    instead: '  if (!retirement || !secret) return undefined;',
    violates: /row |invariant [12]:/,
  },
  {
    name: 'old credentials are retired regardless of the label',
    file: 'retire.ts',
    line: '  if (!isCurrentEverywhere(secret, managed.current)) return undefined;',
    instead: '',
    violates: /row |invariant [12]:/,
  },
  {
    name: 'labels are not read in a run that retires',
    file: 'observe-labels.ts',
    line: "  if (!secret) return read('secret');",
    instead:
      "  if (!secret && record.managed.promotionConfirmedAtMs !== null && !record.managed.rotation) return { kind: 'commit', next: { ...record, key: { ...record.key, credentials: record.key.credentials.map((each) => each === credentialOf(record, record.managed.current) || each.endsAtMs !== null || snapshot.nowMs < (record.managed.promotionConfirmedAtMs ?? 0) + record.managed.overlapMs ? each : { ...each, endsAtMs: snapshot.nowMs }) } }, action: 'rotation.retired' };\n  if (!secret) return read('secret');",
    violates: /row |invariant \d+:/,
  },
  {
    name: 'cleanup waits for one run only',
    file: 'overlap.ts',
    line: '  return abandonedAtMs + 2 * maxRunMs + clockSkewMs + propagationMs;',
    instead: '  return abandonedAtMs + maxRunMs + clockSkewMs + propagationMs;',
    violates: /row |invariant [146]:/,
  },
  {
    name: 'cleanup does not wait',
    file: 'abandon.ts',
    line: '  if (secret.requestedAtMs < drainedAtMs(rotation.abandonedAtMs, limits)) return undefined;',
    instead: '',
    violates: /row |invariant [146]:/,
  },
  {
    name: 'cleanup of a version that became current',
    file: 'abandon.ts',
    line: "  if (hasLabel(secret.labels, versionId, 'AWSCURRENT')) return undefined;",
    instead: '',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'another value is generated although the version has one',
    file: 'advance-rotation.ts',
    line: '  if (value !== null) return undefined;',
    instead: '',
    violates: /row |invariant 3:/,
  },
  {
    name: 'a stale read makes the run ignore a value',
    file: 'advance-rotation.ts',
    line: "  if (memory.filled.includes(versionId)) return reject('version-missing');",
    instead: '',
    violates: /row |invariant 3:/,
  },
  {
    name: 'a value is accepted that was not generated here',
    file: 'advance-rotation.ts',
    line: "  if (digest === undefined || !candidateDigests.includes(digest)) return reject('unexpected-pending-value');",
    instead: "  if (digest === undefined) return reject('unexpected-pending-value');",
    violates: /row |invariant 10:/,
  },
  {
    name: 'a value is put before its digest is recorded',
    file: 'advance-rotation.ts',
    line: '  return candidateDigests.includes(digest)',
    instead: '  return digest !== undefined',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'the label moves to a value that was not verified',
    file: 'advance-rotation.ts',
    line: "  if (kind !== 'rollback' && verified !== versionId) return { kind: 'verify', versionId };",
    instead: '',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'a credential that loses its label gets no end',
    file: 'advance-rotation.ts',
    line: "  return endUnlabelled(snapshot, versionId) ?? { kind: 'move-label', from, to: versionId };",
    instead: "  return { kind: 'move-label', from, to: versionId };",
    violates: /row |invariant 4:/,
  },
  {
    name: 'the label moves from an unexpected version',
    file: 'advance-rotation.ts',
    line: "  const isExpected = kind === 'replacement' || from === snapshot.record.managed.current;",
    instead: '  const isExpected = true;',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'label drift is confirmed by the first read',
    file: 'observe-labels.ts',
    line: '  if (!labelDrift || secret.requestedAtMs < driftConfirmedAtMs(labelDrift, limits)) return undefined;',
    instead: '  if (!labelDrift) return undefined;',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'values end during label drift',
    file: 'observe-labels.ts',
    line: '  const managed = { ...record.managed, labelDrift, promotionConfirmedAtMs: null };',
    instead: '  const managed = { ...record.managed, labelDrift };',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'a revoked key keeps its rotation',
    file: 'next-effect.ts',
    line: "  if (record.key.status === 'revoked') return [closeRevoked];",
    instead: '',
    violates: /row |invariant (8|9):/,
  },
  {
    name: 'a failed replacement keeps the leaked value accepted',
    file: 'record-failure.ts',
    line: '  return endAllCredentials(snapshot) ?? recordBlocked(snapshot);',
    instead: '  return recordBlocked(snapshot);',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'binding by the key ID in the secret',
    file: 'secrets-manager-steps.ts',
    line: "  if (managed.secretArn !== secretArn) return rejectOnce(snapshot, 'secret-not-bound');",
    instead: '',
    violates: /row |invariant \d+:/,
  },
  {
    name: 'absence of use is trusted without the watermark',
    file: 'retire.ts',
    line: "    if (answer !== 'unused') return false;",
    instead: "    if (answer === 'used') return false;",
    violates: /row |invariant 1:/,
  },
  {
    name: 'events are removed from the outbox before they are published',
    file: 'publish-outbox.ts',
    line: "  if (rest.length > 0 && !memory.isBusDown) return { kind: 'publish' };",
    instead: '',
    violates: /row |invariant 9:/,
  },
];
