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

const [OLD, CURRENT, NEXT, HAND] = ['1'.repeat(32), '2'.repeat(32), '3'.repeat(32), '4'.repeat(32)];
const [OLD_DIGEST, CURRENT_DIGEST, NEXT_DIGEST] = [digestOf(), digestOf(), digestOf()];
const QUIET_MS = 2 * LIMITS.maxRunMs + LIMITS.clockSkewMs + LIMITS.propagationMs;
const OVERLAP_END_MS = OVERLAP_MS + LIMITS.propagationMs;
const BELIEVED_MS = LIMITS.propagationMs + LIMITS.clockSkewMs;

type Given = Omit<Partial<Snapshot>, 'record' | 'memory'> & {
  readonly key?: Partial<Key>;
  readonly managed?: Partial<ManagedKey>;
  readonly labels?: VersionLabels;
  readonly replicas?: readonly VersionLabels[];
  /** How long before now the labels were asked for and answered. */
  readonly asked?: number;
  readonly answered?: number;
  readonly memory?: Partial<Snapshot['memory']>;
};

/** A row of the decision table: a snapshot, and the effect that follows from it. */
export interface DecisionRow {
  readonly name: string;
  readonly given: Given;
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
const HAND_CURRENT: VersionLabels = { [HAND]: ['AWSCURRENT'], [CURRENT]: ['AWSPREVIOUS'] };

function rotation(given: Partial<Rotation> = {}): Rotation {
  const opened = {
    versionId: NEXT,
    kind: 'standard',
    startedAtMs: NOON - MINUTE,
    candidateDigests: [NEXT_DIGEST],
  } as const;
  return { ...opened, setAtMs: null, abandonedAtMs: null, ...given };
}

/** A rotation whose value is accepted. */
function accepted(given: Partial<Rotation> = {}): Pick<Given, 'key' | 'managed'> {
  return {
    key: { credentials: BOTH },
    managed: { versions: BOTH_VERSIONS, rotation: rotation({ setAtMs: NOON - MINUTE, ...given }) },
  };
}

const ABANDONED = { startedAtMs: NOON - 5 * HOUR, abandonedAtMs: NOON - QUIET_MS };
const DRIFT = { labelDrift: { versionId: HAND, sinceMs: NOON - BELIEVED_MS }, promotionConfirmedAtMs: null };
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
  given: Given,
  next: Partial<ManagedKey> = {},
): DecisionRow {
  return { name, effect, given, next };
}

/** The decision table, row by row: for each condition what follows from it, and what follows where it fails. */
export const ROWS: readonly DecisionRow[] = [
  row('0: a revoked key closes its rotation', 'commit rotation.labels-observed', {
    ...accepted(),
    key: { status: 'revoked', credentials: [] },
  }),
  row('1: labels are read before anything is decided on them', 'read secret', { secret: undefined }),
  row('2: the accepted version is current', 'commit rotation.finished', {
    ...accepted(),
    labels: NEXT_CURRENT,
  }),
  row(
    '2: the overlap starts when the labels were answered',
    'commit rotation.finished',
    { ...accepted(), labels: NEXT_CURRENT, asked: 2 * MINUTE, answered: MINUTE },
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
    replicas: [HAND_CURRENT],
  }),
  row(
    '4: the label is elsewhere: nothing ends',
    'commit rotation.labels-observed',
    { labels: HAND_CURRENT },
    { promotionConfirmedAtMs: null, labelDrift: { versionId: HAND, sinceMs: NOON } },
  ),
  row('4: a replacement moves it from there', 'move-label', {
    ...accepted({ kind: 'replacement' }),
    labels: HAND_CURRENT,
    verified: NEXT,
  }),
  row('5: a read that can be behind is not believed', undefined, {
    managed: DRIFT,
    labels: HAND_CURRENT,
    asked: 1,
    answered: 0,
  }),
  row('5: the value of an unknown version is read', 'read-value', { managed: DRIFT, labels: HAND_CURRENT }),
  row('5: a live value is adopted', 'commit rotation.labels-observed', {
    managed: DRIFT,
    labels: HAND_CURRENT,
    values: { [HAND]: { digest: CURRENT_DIGEST } },
  }),
  row('6: a stuck rotation is abandoned', 'commit rotation.abandoned', {
    ...accepted({ startedAtMs: NOON - LIMITS.rotationTimeoutMs }),
  }),
  row('6: a replacement never is', 'verify', {
    ...accepted({ startedAtMs: NOON - LIMITS.rotationTimeoutMs, kind: 'replacement' }),
  }),
  row('7: nothing is cleaned up while a run can be in progress', undefined, {
    ...accepted(ABANDONED),
    labels: NEXT_PENDING,
    asked: 1,
    answered: 0,
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
  row('8: the overlap is judged by when the labels were asked for', undefined, {
    ...REPLACED,
    asked: 1,
    answered: 0,
  }),
  row('8: old values end after the overlap', 'commit rotation.retired', REPLACED),
  row('8: but not while a region is behind', undefined, { ...REPLACED, replicas: [HAND_CURRENT] }),
  row('8: use is asked for', 'read usage', {
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
    labels: HAND_CURRENT,
    asked: 1,
    answered: 0,
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
  row('10c: not beside four others', 'reject too-many-credentials', {
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
  row('10f: not from where it is not expected', undefined, {
    ...accepted(),
    managed: { ...accepted().managed, ...DRIFT },
    labels: HAND_CURRENT,
    asked: 1,
    answered: 0,
    verified: NEXT,
  }),
  row('10f: not twice', undefined, { ...accepted(), verified: NEXT, memory: { movedTo: NEXT } }),
  row('F: a failure is recorded', 'commit rotation.failed', { failure: 'kms-denied' }),
  row('F: once', undefined, {
    failure: 'kms-denied',
    managed: { blocked: { reason: 'kms-denied', sinceMs: NOON } },
  }),
  row('F: a replacement ends the leaked value all the same', 'commit rotation.all-values-ended', {
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

/** What is wrong with the effect of a row; undefined if it is as expected. */
export function rowError({ given, effect: expected, next = {} }: DecisionRow): string | undefined {
  const effect = nextEffect(snapshotOf(given));
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

/** A key with one value that is current in all regions, of which nothing is due. */
function snapshotOf({
  key,
  managed,
  labels,
  replicas,
  asked = 0,
  answered = asked,
  memory,
  ...given
}: Given): Snapshot {
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
      askedMs: NOON - asked,
      answeredMs: NOON - answered,
    },
    owner: ownerOf('acme', { id: 'ann' }),
    freeze: null,
    values: {},
    policy: { readers: [], isExact: true },
    ...given,
    memory: { ...newMemory(NEXT), ...memory },
  };
}
