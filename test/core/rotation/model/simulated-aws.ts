import { digestSecret } from '../../../../lib/core/keys/digest.ts';
import { codecsOf } from '../../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../../lib/core/profiles/default.ts';
import type { ManagedKey, ManagedRecord } from '../../../../lib/core/rotation/managed-key.ts';
import type { RotationDeps } from '../../../../lib/core/rotation/rotation-deps.ts';
import { secretText } from '../../../../lib/core/rotation/secret-payload.ts';
import { SecretStoreError } from '../../../../lib/core/rotation/secret-store.ts';
import type { Change, Store } from '../../../../lib/core/store.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import {
  eventOf,
  keyOf,
  managedKeyOf,
  NO_MAXIMUM,
  NOON,
  ownerOf,
  tenantOf,
} from '../../../support/entities.ts';
import { createMemorySecrets, MemorySecret } from '../../../support/memory-secrets.ts';
import { MemoryState, ownerName } from '../../../support/memory-state.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { Actor, type Verdict } from './actor.ts';
import { gatedDeps } from './gated-ports.ts';
import { checkCommit, checkInstant } from './invariants.ts';
import { CLOCK_OFF_MS, LIMITS, MINUTE, OVERLAP_MS, RETIRE_DEADLINE_MS, ROTATE_EVERY_MS } from './settings.ts';
import { Subject } from './subject.ts';

export interface WorldSettings {
  readonly seed: number;
  readonly replicas: number;
  readonly retireWhenUnused: boolean;
}

/** The counts over all runs of the proof. */
export interface ProofCounts {
  faults: number;
  /** An invariant was violated. Histories are recorded from now on. */
  isExplaining: boolean;
  readonly states: Set<string>;
}

const CODECS = codecsOf(defaultProfile);

/** Two managed keys, their secrets, a clock and the runs in progress. */
export class World {
  nowMs = NOON;
  readonly settings: WorldSettings;
  readonly counts: ProofCounts;
  readonly subjects: readonly [Subject, Subject];
  readonly codec = CODECS.key;
  readonly store = storeIn(new MemoryState());
  readonly secrets = createMemorySecrets();
  readonly actors: Actor[] = [];
  violation: string | undefined;
  /** The time since which decision lines are delivered; undefined while they are not. */
  deliveryHealthySinceMs: number | undefined = 0;
  readonly #random: () => number;

  private constructor(settings: WorldSettings, counts: ProofCounts) {
    this.settings = settings;
    this.counts = counts;
    this.#random = mulberry32(settings.seed);
    this.subjects = [this.#subject('A'), this.#subject('B')];
  }

  static async create(settings: WorldSettings, counts: ProofCounts): Promise<World> {
    const world = new World(settings, counts);
    await world.store.commit({ kind: 'create-tenant', tenant: tenantOf({ id: 'acme' }) }, eventOf('acme'));
    for (const { record } of world.subjects) {
      const { key, managed } = record;
      const owner = ownerOf('acme', { id: key.owner, role: null, kind: 'application' });
      await world.store.commit({ kind: 'create-owner', owner }, eventOf('acme'));
      await world.store.commit({ kind: 'create-key', counting: NO_MAXIMUM, key }, eventOf('acme'));
      await world.commit({ kind: 'update-key', key: { ...key, version: 2 }, managed }, eventOf('acme'));
    }
    return world;
  }

  random = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(this.#random() * 256));

  /** Commits a change of any component and checks it. */
  async commit(...[change, event]: Parameters<Store['commit']>): ReturnType<Store['commit']> {
    const outcome = await this.store.commit(change, event);
    if (outcome === 'committed') this.#recordCommit(change, event.action);
    return outcome;
  }

  #recordCommit(change: Change, action: string): void {
    if (change.kind === 'update-owner') {
      for (const each of this.subjects)
        if (each.record.key.owner === change.owner.id)
          each.isOwnerDeactivated = change.owner.status !== 'active';
      return;
    }
    if (change.kind !== 'update-key') return;
    const subject = this.subjects.find(({ keyId }) => keyId === change.key.id);
    if (!subject) return;
    // A commit whose response was lost is retried with the same event and changes nothing.
    if (change.key.version <= subject.record.key.version) return;
    const before = subject.record;
    subject.record = { key: change.key, managed: managedOf(change) ?? before.managed };
    this.violation ??= checkCommit(this, subject, before, action);
    this.counts.states.add(stateOf(this, subject));
    this.note(`${action} v${change.key.version}`);
  }

  /** The history that a counterexample shows. */
  readonly #history: string[] = [];

  note(entry: string): void {
    if (!this.counts.isExplaining) return;
    const labels = this.subjects.map(({ record, secret }) => {
      const name = (versionId: string | undefined) => versionId?.slice(0, 4) ?? '-';
      const live = record.key.credentials.map(({ generation, endsAtMs }) =>
        endsAtMs === null ? generation : `${generation}→${this.#clockTime(endsAtMs)}`,
      );
      return `${name(secret.holderOf('AWSCURRENT'))}/${name(secret.holderOf('AWSPENDING'))}/${name(secret.holderOf('AWSPREVIOUS'))} [${live}]`;
    });
    this.#history.push(`${this.#clockTime(this.nowMs)}  ${entry}  ${labels.join('   ')}`);
  }

  #clockTime(ms: number): string {
    return `${((ms - NOON) / 60_000).toFixed(1)}m`;
  }

  /** Counts the current states. */
  countStates(): void {
    for (const subject of this.subjects) this.counts.states.add(stateOf(this, subject));
  }

  /** An error with the violation and the history before it. */
  failure(violation: string): Error {
    this.counts.isExplaining = true;
    return new Error(`${violation}\n${this.#history.slice(-60).join('\n')}`);
  }

  /** Starts a run, which then waits at its first call. */
  async run(
    label: string,
    subject: Subject,
    skewMs: number,
    operation: (deps: RotationDeps) => Promise<unknown>,
  ): Promise<Actor> {
    const actor = new Actor(label, { skewMs, startedAtMs: this.nowMs });
    if (label === 'reconcile' && subject.isUnsettled) actor.checks = subject;
    this.actors.push(actor);
    await actor.begin(() => operation(gatedDeps(this, actor, subject)), isExpected);
    return actor;
  }

  /** Releases calls of a run, each with its verdict, and checks the invariants after each. */
  async release(actor: Actor, verdicts: readonly Verdict[]): Promise<void> {
    for (const verdict of verdicts) {
      if (actor.isOver) break;
      await actor.release(verdict);
      this.checkInvariants();
      this.countStates();
    }
    if (actor.isOver) this.#completeRun(actor);
  }

  #completeRun(actor: Actor): void {
    if (actor.failure) throw actor.failure;
    this.kill(actor);
    if (actor.isFaultless) actor.checks?.recordCheck(actor.startedAtMs);
  }

  /** Advances the clock. Ends runs that exceed the maximum duration of a function. */
  wait(ms: number): void {
    const untilMs = this.nowMs + ms;
    const ends = this.subjects
      .flatMap(({ record }) => record.key.credentials.map(({ endsAtMs }) => endsAtMs ?? 0))
      .flatMap((endsAtMs) => [endsAtMs - CLOCK_OFF_MS, endsAtMs])
      .filter((each) => each > this.nowMs && each < untilMs)
      .sort((one, other) => one - other);
    for (const each of [...ends, untilMs]) {
      this.nowMs = each;
      for (const actor of [...this.actors])
        if (this.nowMs > actor.startedAtMs + LIMITS.maxRunMs) this.kill(actor);
      this.checkInvariants();
    }
  }

  kill(actor: Actor): void {
    actor.kill();
    const at = this.actors.indexOf(actor);
    if (at >= 0) this.actors.splice(at, 1);
  }

  /** Checks every invariant at this instant. */
  checkInvariants(): void {
    for (const subject of this.subjects) {
      subject.show(this.nowMs);
      this.violation ??= checkInstant(this, subject);
    }
    if (this.violation) throw this.failure(this.violation);
  }

  #subject(name: string): Subject {
    const profile = defaultProfile;
    const { codec } = this;
    const { keyId, secret } = codec.generate(this.random);
    const versionId = Buffer.from(this.random(16)).toString('hex');
    const credential = {
      generation: 1,
      digestVersion: 1,
      digest: digestSecret(keyId, secret),
      endsAtMs: null,
    };
    const owner = `owner-${name.toLowerCase()}`;
    const key = keyOf('acme', { id: keyId, owner, credentials: [credential], version: 1 });
    const secretArn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:postern/local/${keyId}-AbCd${name}f`;
    const value = codec.compose({ environment: key.environment, keyId, secret });
    const memorySecret = new MemorySecret(() => this.nowMs, versionId, secretText(key, value, profile));
    memorySecret.replicas = Array.from({ length: this.settings.replicas }, () => memorySecret.labels());
    Object.assign(memorySecret, { stateTag: 'managed', tags: { keyId, tenant: 'acme' } });
    this.secrets.secrets.set(secretArn, memorySecret);
    const managed = managedKeyOf(keyId, {
      secretArn,
      rotateEveryMs: ROTATE_EVERY_MS,
      rotateAtMs: this.nowMs + 10 * MINUTE,
      overlapMs: OVERLAP_MS,
      retireWhenUnused: this.settings.retireWhenUnused,
      retireDeadlineMs: RETIRE_DEADLINE_MS,
      versions: [{ versionId, generation: 1, sinceMs: this.nowMs }],
      current: versionId,
    });
    return new Subject({ key, managed }, memorySecret);
  }
}

/** The state of the managed key. The reconciler never unmanages a key. */
function managedOf({ managed }: Extract<Change, { kind: 'update-key' }>): ManagedKey | undefined {
  if (managed === 'removed') throw new Error('the reconciler removed the managed key state');
  return managed;
}

/** A store that returns its stored objects without a copy. Copies take half of the run time, and no caller mutates them. */
function storeIn(state: MemoryState): Store {
  return {
    ...createMemoryStore({}, { state }),
    readKey: async (id) => state.keys.get(id),
    readManagedKey: async (keyId) => state.managedKeys.get(keyId),
    readManagedRecord: async (keyId) => {
      const [key, managed] = [state.keys.get(keyId), state.managedKeys.get(keyId)];
      return key && managed && { key, managed };
    },
    readOwner: async (tenant, id) => state.owners.get(ownerName({ tenant, id })),
    commit: async (change, event) => state.commit(change, event),
  };
}

/** Whether a fault of a port explains the error of a run. */
function isExpected(error: unknown): boolean {
  return error instanceof UnavailableError || error instanceof SecretStoreError;
}

/** The state of a subject without times and IDs, to count distinct states. */
function stateOf(world: World, { record, secret, isUnsettled, isOwnerDeactivated }: Subject): string {
  const { key, managed }: ManagedRecord = record;
  const { rotation } = managed;
  const roleOf = (versionId: string | undefined) => {
    if (versionId === undefined) return 'none';
    if (versionId === rotation?.versionId) return 'new';
    return versionId === managed.current ? 'known' : 'other';
  };
  return [
    key.status,
    key.credentials
      .map(({ endsAtMs }) => (endsAtMs === null ? 'l' : endsAtMs > world.nowMs ? 'e' : 'd'))
      .join(''),
    rotation ? `${rotation.kind}${rotation.setAtMs ? 's' : ''}${rotation.abandonedAtMs ? 'a' : ''}` : '-',
    managed.promotionConfirmedAtMs === null ? 'unseen' : 'seen',
    managed.blocked?.reason,
    roleOf(secret.holderOf('AWSCURRENT')),
    roleOf(secret.holderOf('AWSPENDING')),
    roleOf(secret.holderOf('AWSPREVIOUS')),
    isUnsettled,
    isOwnerDeactivated,
    Math.min(world.actors.length, 3),
    world.deliveryHealthySinceMs === undefined,
  ].join('|');
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
