import { isSameJson } from '../../../../lib/core/json.ts';
import type { Key } from '../../../../lib/core/keys/key.ts';
import type { StepResult } from '../../../../lib/core/rotation/blocked-reasons.ts';
import type { Effect } from '../../../../lib/core/rotation/effect.ts';
import type { ManagedKey, Rotation } from '../../../../lib/core/rotation/managed-key.ts';
import { nextEffect } from '../../../../lib/core/rotation/next-effect.ts';
import type { VersionLabels } from '../../../../lib/core/rotation/secret-store.ts';
import { newMemory, type Snapshot } from '../../../../lib/core/rotation/snapshot.ts';
import { digestOf, keyOf, managedKeyOf, NOON, ownerOf } from '../../../support/entities.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS, RETIRE_DEADLINE_MS } from './settings.ts';

const [OLD, CURRENT, NEXT, OTHER] = ['1'.repeat(32), '2'.repeat(32), '3'.repeat(32), '4'.repeat(32)];
const [OLD_DIGEST, CURRENT_DIGEST, NEXT_DIGEST] = [digestOf(), digestOf(), digestOf()];
const DRAIN_MS = 2 * LIMITS.maxRunMs + LIMITS.clockSkewMs + LIMITS.propagationMs;
const OVERLAP_END_MS = OVERLAP_MS + LIMITS.propagationMs;
const DRIFT_CONFIRMATION_MS = LIMITS.propagationMs + LIMITS.clockSkewMs;

type Condition = Omit<Partial<Snapshot>, 'record' | 'memory'> & {
  readonly key?: Partial<Key>;
  readonly managed?: Partial<ManagedKey>;
  readonly labels?: VersionLabels;
  readonly replicas?: readonly VersionLabels[];
  /** The age of the request for the labels and of its response, in milliseconds. */
  readonly requestAgeMs?: number;
  readonly responseAgeMs?: number;
  readonly memory?: Partial<Snapshot['memory']>;
};

/** A row of the decision table: a snapshot, and the effect that follows from it. */
export interface DecisionRow {
  readonly name: string;
  readonly condition: Condition;
  /** `commit <action>`, `read <fact>`, `reject <reason>` or the kind of the effect; undefined for none. */
  readonly effect: string | undefined;
  /** Fields of the state that the effect commits. */
  readonly next?: Partial<ManagedKey>;
}

function credential(generation: number, digest: string, endsAtMs: number | null = null) {
  return { generation, digestVersion: 1, digest, endsAtMs };
}

function version(versionId: string, generation: number) {
  return { versionId, generation, sinceMs: NOON - 3 * HOUR };
}

const BOTH = [credential(2, CURRENT_DIGEST), credential(3, NEXT_DIGEST)];
const BOTH_VERSIONS = [version(CURRENT, 2), version(NEXT, 3)];
const NEXT_PENDING: VersionLabels = { [CURRENT]: ['AWSCURRENT'], [NEXT]: ['AWSPENDING'] };
const NEXT_CURRENT: VersionLabels = { [NEXT]: ['AWSCURRENT'], [CURRENT]: ['AWSPREVIOUS'] };
const DRIFTED_CURRENT: VersionLabels = { [OTHER]: ['AWSCURRENT'], [CURRENT]: ['AWSPREVIOUS'] };

function rotation(changes: Partial<Rotation> = {}): Rotation {
  const opened = {
    versionId: NEXT,
    kind: 'standard',
    startedAtMs: NOON - MINUTE,
    candidateDigests: [NEXT_DIGEST],
  } as const;
  return { ...opened, setAtMs: null, abandonedAtMs: null, ...changes };
}

/** A rotation whose value is accepted. */
function accepted(changes: Partial<Rotation> = {}): Pick<Condition, 'key' | 'managed'> {
  return {
    key: { credentials: BOTH },
    managed: { versions: BOTH_VERSIONS, rotation: rotation({ setAtMs: NOON - MINUTE, ...changes }) },
  };
}

const ABANDONED = { startedAtMs: NOON - 5 * HOUR, abandonedAtMs: NOON - DRAIN_MS };
const DRIFT = {
  labelDrift: { versionId: OTHER, sinceMs: NOON - DRIFT_CONFIRMATION_MS },
  promotionConfirmedAtMs: null,
};
const REPLACED = {
  key: { credentials: [credential(1, OLD_DIGEST), credential(2, CURRENT_DIGEST)] },
  managed: {
    versions: [version(OLD, 1), version(CURRENT, 2)],
    promotionConfirmedAtMs: NOON - OVERLAP_END_MS,
  },
};
const DUE = { managed: { rotateAtMs: NOON } };
const ADDED = { values: { [NEXT]: { digest: NEXT_DIGEST } } };

function row(
  name: string,
  effect: string | undefined,
  condition: Condition,
  next: Partial<ManagedKey> = {},
): DecisionRow {
  return { name, effect, condition, next };
}

/** The decision table: for each row its effect, and the effect if its condition does not hold. */
export const ROWS: readonly DecisionRow[] = [
  row('0: a revoked key closes its rotation', 'commit rotation.labels-observed', {
    ...accepted(),
    key: { status: 'revoked', credentials: [] },
  }),
  row('1: labels are read first', 'read secret', { secret: undefined }),
  row('2: the accepted version is current', 'commit rotation.finished', {
    ...accepted(),
    labels: NEXT_CURRENT,
  }),
  row(
    '2: the overlap starts when the labels were returned',
    'commit rotation.finished',
    { ...accepted(), labels: NEXT_CURRENT, requestAgeMs: 2 * MINUTE, responseAgeMs: MINUTE },
    { promotionConfirmedAtMs: NOON - MINUTE, current: NEXT, rotation: null },
  ),
  row('2: of an abandoned rotation too', 'commit rotation.finished', {
    ...accepted(ABANDONED),
    labels: NEXT_CURRENT,
  }),
  row('2: but not in a region that is behind', undefined, {
    ...accepted(),
    labels: NEXT_CURRENT,
    replicas: [NEXT_PENDING],
  }),
  row('3: the expected version is current', 'commit rotation.labels-observed', {
    managed: { promotionConfirmedAtMs: null },
  }),
  row('3: but not in a region that is behind', undefined, {
    managed: { promotionConfirmedAtMs: null },
    replicas: [DRIFTED_CURRENT],
  }),
  row(
    '4: label drift ends no value',
    'commit rotation.labels-observed',
    { labels: DRIFTED_CURRENT },
    { promotionConfirmedAtMs: null, labelDrift: { versionId: OTHER, sinceMs: NOON } },
  ),
  row('4: a replacement moves the label from any version', 'move-label', {
    ...accepted({ kind: 'replacement' }),
    labels: DRIFTED_CURRENT,
    verified: NEXT,
  }),
  row('5: a possibly stale read does not confirm drift', undefined, {
    managed: DRIFT,
    labels: DRIFTED_CURRENT,
    requestAgeMs: 1,
    responseAgeMs: 0,
  }),
  row('5: the value of an unknown version is read', 'read-value', {
    managed: DRIFT,
    labels: DRIFTED_CURRENT,
  }),
  row('5: an accepted value is adopted', 'commit rotation.labels-observed', {
    managed: DRIFT,
    labels: DRIFTED_CURRENT,
    values: { [OTHER]: { digest: CURRENT_DIGEST } },
  }),
  row('6: a timed-out rotation is abandoned', 'commit rotation.abandoned', {
    ...accepted({ startedAtMs: NOON - LIMITS.rotationTimeoutMs }),
  }),
  row('6: a replacement is not abandoned', 'verify', {
    ...accepted({ startedAtMs: NOON - LIMITS.rotationTimeoutMs, kind: 'replacement' }),
  }),
  row('7: nothing is cleaned up while a run can be in progress', undefined, {
    ...accepted(ABANDONED),
    labels: NEXT_PENDING,
    requestAgeMs: 1,
    responseAgeMs: 0,
  }),
  row('7: the pending label is removed', 'remove-pending', { ...accepted(ABANDONED), labels: NEXT_PENDING }),
  row(
    '7: then the rotation is closed, and another one starts within an hour',
    'commit rotation.cleaned-up',
    { ...accepted(ABANDONED) },
    { rotation: null, promotionConfirmedAtMs: null, rotateAtMs: NOON + HOUR },
  ),
  row('7: but not if its version is current in a region', undefined, {
    ...accepted(ABANDONED),
    labels: NEXT_CURRENT,
    replicas: [NEXT_PENDING],
  }),
  row('8: the overlap is compared with the time when the labels were requested', undefined, {
    ...REPLACED,
    requestAgeMs: 1,
    responseAgeMs: 0,
  }),
  row('8: old values end after the overlap', 'commit rotation.retired', REPLACED),
  row('8: but not while a region is behind', undefined, { ...REPLACED, replicas: [DRIFTED_CURRENT] }),
  row('8: usage is read', 'read usage', {
    ...REPLACED,
    managed: { ...REPLACED.managed, retireWhenUnused: true },
  }),
  row('8: a value in use stays', undefined, {
    ...REPLACED,
    managed: { ...REPLACED.managed, retireWhenUnused: true },
    areOldUnused: false,
  }),
  row('8: up to the deadline', 'commit rotation.retired', {
    ...REPLACED,
    managed: {
      ...REPLACED.managed,
      retireWhenUnused: true,
      promotionConfirmedAtMs: NOON - RETIRE_DEADLINE_MS,
    },
  }),
  row('9: a due rotation reads the freeze', 'read freeze', { ...DUE, freeze: undefined }),
  row('9: and starts', 'commit rotation.started', DUE),
  row('9: not in a freeze', undefined, { ...DUE, freeze: { untilMs: NOON + 1, reason: 'release' } }),
  row('9: not while paused', undefined, { managed: { rotateAtMs: NOON, paused: true } }),
  row('9: not within ten minutes of the last', undefined, {
    managed: { rotateAtMs: NOON, last: { versionId: OLD, outcome: 'finished', atMs: NOON - 9 * MINUTE } },
  }),
  row('9: not before the current value is confirmed', undefined, {
    managed: { rotateAtMs: NOON, ...DRIFT },
    labels: DRIFTED_CURRENT,
    requestAgeMs: 1,
    responseAgeMs: 0,
  }),
  row('9: not for a disabled key', 'reject key-not-active', { ...DUE, key: { status: 'disabled' } }),
  row('10a: the version is read', 'read-value', { managed: { rotation: rotation() } }),
  row('10a: nothing of an abandoned rotation is continued', undefined, {
    managed: { rotation: rotation({ abandonedAtMs: NOON }) },
    ...ADDED,
  }),
  row('10b: a missing value is generated', 'generate', {
    managed: { rotation: rotation() },
    values: { [NEXT]: null },
  }),
  row('10b: its digest is recorded first', 'commit rotation.value-generated', {
    managed: { rotation: rotation({ candidateDigests: [] }) },
    values: { [NEXT]: null },
    memory: { generated: { [NEXT]: NEXT_DIGEST } },
  }),
  row('10b: then it is put', 'put-version', {
    managed: { rotation: rotation() },
    values: { [NEXT]: null },
    memory: { generated: { [NEXT]: NEXT_DIGEST } },
  }),
  row('10c: the value is accepted', 'commit rotation.value-accepted', {
    managed: { rotation: rotation() },
    ...ADDED,
  }),
  row('10c: not one that was not generated here', 'reject unexpected-pending-value', {
    managed: { rotation: rotation({ candidateDigests: [] }) },
    ...ADDED,
  }),
  row('10c: not for a deactivated owner', 'reject owner-deactivated', {
    managed: { rotation: rotation() },
    ...ADDED,
    owner: ownerOf('acme', { status: 'deactivated' }),
  }),
  row('10c: not with four other values', 'reject too-many-credentials', {
    key: { credentials: [1, 4, 5, 6].map((generation) => credential(generation, digestOf())) },
    managed: { rotation: rotation(), promotionConfirmedAtMs: NOON },
    ...ADDED,
  }),
  row('10d: the value is verified', 'verify', { ...accepted(), labels: NEXT_PENDING }),
  row('10e: a credential that loses its label gets its end', 'commit rotation.credential-expiry-set', {
    key: { credentials: [credential(1, OLD_DIGEST), ...BOTH] },
    managed: {
      versions: [version(OLD, 1), ...BOTH_VERSIONS],
      rotation: rotation({ setAtMs: NOON }),
      promotionConfirmedAtMs: NOON - MINUTE,
    },
    verified: NEXT,
  }),
  row('10f: the label is moved', 'move-label', { ...accepted(), verified: NEXT }),
  row('10f: not for a disabled key', 'reject key-not-active', {
    ...accepted(),
    key: { credentials: BOTH, status: 'disabled' },
    verified: NEXT,
  }),
  row('10f: not from an unexpected version', undefined, {
    ...accepted(),
    managed: { ...accepted().managed, ...DRIFT },
    labels: DRIFTED_CURRENT,
    requestAgeMs: 1,
    responseAgeMs: 0,
    verified: NEXT,
  }),
  row('10f: not twice', undefined, { ...accepted(), verified: NEXT, memory: { movedTo: NEXT } }),
  row('F: a failure is recorded', 'commit rotation.failed', { failure: 'kms-denied' }),
  row('F: once', undefined, {
    failure: 'kms-denied',
    managed: { blocked: { reason: 'kms-denied', sinceMs: NOON } },
  }),
  row('F: a replacement still ends the leaked value', 'commit rotation.all-values-ended', {
    failure: 'kms-denied',
    managed: { rotation: rotation({ kind: 'replacement' }) },
  }),
  row('10g: a call that succeeds clears the failure', 'commit rotation.recovered', {
    managed: { blocked: { reason: 'kms-denied', sinceMs: NOON } },
  }),
  row('10g: a condition that still holds does not', undefined, {
    key: { status: 'disabled' },
    managed: { blocked: { reason: 'key-not-active', sinceMs: NOON } },
  }),
  row('11: the owner is read for the tag', 'read owner', { owner: undefined }),
  row('11: the tag follows the key', 'tag-state', { managed: { stateTag: 'creating' } }),
  row('11: also after a failure', 'tag-state', {
    failure: 'kms-denied',
    managed: { stateTag: 'owner-deactivated', blocked: { reason: 'kms-denied', sinceMs: NOON } },
  }),
  row('12: the outbox is published', 'publish', {
    managed: { outbox: [{ kind: 'rotation.started', atMs: NOON, versionId: NEXT, reason: null }] },
  }),
  row('12: and kept while the bus is down', undefined, {
    managed: { outbox: [{ kind: 'rotation.started', atMs: NOON, versionId: NEXT, reason: null }] },
    memory: { isBusDown: true },
  }),
  row('nothing is due', undefined, {}),
];

/** The difference between the expected and the actual effect of a row; undefined if there is none. */
export function rowError({ condition, effect: expected, next = {} }: DecisionRow): string | undefined {
  const effect = nextEffect(snapshotOf(condition));
  const found = effect && describe(effect);
  if (found !== expected) return `expected ${expected}, got ${found}`;
  const committed = effect?.kind === 'commit' ? effect.next.managed : {};
  const isCommitted = isSameJson({ ...committed, ...next }, { ...committed });
  return isCommitted ? undefined : `expected ${JSON.stringify(next)} in the committed state`;
}

function describe(effect: Effect): string {
  if (effect.kind === 'commit') return `commit ${effect.action}`;
  if (effect.kind === 'read') return `read ${effect.fact}`;
  return effect.kind === 'reject' ? `reject ${effect.reason satisfies StepResult}` : effect.kind;
}

/** A key with one value that is current in all Regions, with nothing due. */
function snapshotOf({
  key,
  managed,
  labels,
  replicas,
  requestAgeMs = 0,
  responseAgeMs = requestAgeMs,
  memory,
  ...facts
}: Condition): Snapshot {
  const id = 'k1';
  const settings = {
    everyDays: null,
    tags: { keyId: id, tenant: 'acme', stateTag: managed?.stateTag ?? 'managed' },
  };
  return {
    record: {
      key: keyOf('acme', { id, owner: 'ann', credentials: [credential(2, CURRENT_DIGEST)], ...key }),
      managed: managedKeyOf(id, {
        versions: [version(CURRENT, 2)],
        lastGeneration: 2,
        current: CURRENT,
        promotionConfirmedAtMs: NOON - HOUR,
        overlapMs: OVERLAP_MS,
        retireDeadlineMs: RETIRE_DEADLINE_MS,
        rotateAtMs: NOON + 90 * 24 * HOUR,
        ...managed,
      }),
    },
    nowMs: NOON,
    limits: LIMITS,
    secret: {
      labels: labels ?? { [CURRENT]: ['AWSCURRENT'] },
      replicas: replicas ?? [],
      settings,
      requestedAtMs: NOON - requestAgeMs,
      respondedAtMs: NOON - responseAgeMs,
    },
    owner: ownerOf('acme', { id: 'ann' }),
    freeze: null,
    values: {},
    policy: { readers: [], isExact: true },
    ...facts,
    memory: { ...newMemory(NEXT), ...memory },
  };
}
