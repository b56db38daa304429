import { createHash } from 'node:crypto';
import { resumeCascade } from '../../../../lib/core/keys/cascade.ts';
import { defaultProfile } from '../../../../lib/core/profiles/default.ts';
import { mindset } from '../../../../lib/core/profiles/mindset.ts';
import type { Profile } from '../../../../lib/core/profiles/profile.ts';
import { type Change, UnavailableError } from '../../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../../lib/core/use-case.ts';
import { NOON } from '../../../support/entities.ts';
import { MemoryState } from '../../../support/memory-state.ts';
import { createMemoryStore } from '../../../support/memory-store.ts';
import { type ManualClock, useCaseDeps } from '../../../support/use-case-deps.ts';
import { violation } from './at-commit.ts';
import type { Command } from './command.ts';
import { compareDecisions, compareListings } from './compare.ts';
import { compareExpiring } from './compare-expiring.ts';
import { type Episode, explain } from './explain.ts';
import { Gates } from './gates.ts';
import { Names } from './names.ts';
import { type Plan, PRELUDE, resolve, type Step, TENANTS } from './plan.ts';
import { emptyState, type ModelEvent, type State } from './reference/state.ts';
import { type Answer, perform } from './subject.ts';

export interface ProofCounts {
  commands: number;
  interleavings: number;
  faults: number;
}

/** The profile with plans and sessions; the closed one also bounds permissions, lifetimes and owners. */
const OPEN: Profile = {
  ...defaultProfile,
  sessionFormat: mindset.sessionFormat,
  plans: { free: { apiLimits: { orders: 1 }, maxKeys: 4 }, team: { apiLimits: { orders: null } } },
};
const PROFILES: Readonly<Record<Plan['profile'], Profile>> = {
  open: OPEN,
  closed: {
    ...OPEN,
    owners: ['person', 'application'],
    permissions: ['read', 'write', 'delete', 'keys:manage', 'sessions:manage'],
    lifetime: { defaultDays: 365, maxDays: 365 },
  },
};
const SWEEP = { id: 'sweep', sourceAddress: '-' };
const MOST_ATTEMPTS = 5;

/** The use cases on a store in memory, and the model. */
export class World {
  readonly clock: ManualClock = { nowMs: NOON };
  readonly state = new MemoryState();
  readonly deps: UseCaseDeps;
  readonly names = new Names();
  /** The issued values, by label. */
  readonly values = new Map<string, string>();
  readonly trail: ModelEvent[] = [];
  /** The commands so far, for the message of a failure. */
  readonly history: string[] = [];
  readonly profile: Profile;
  readonly #counts: ProofCounts;
  readonly #store = createMemoryStore(
    { afterCommit: (change) => this.#checkCommit(change) },
    { state: this.state },
  );
  #violation: string | undefined;
  #model: State = emptyState();
  #steps = 0;

  constructor(profile: Plan['profile'], counts: ProofCounts) {
    this.profile = PROFILES[profile];
    this.#counts = counts;
    this.deps = { ...useCaseDeps(this.#store, this.clock, this.profile), random: counted() };
  }

  get model(): State {
    return this.#model;
  }

  async begin(): Promise<void> {
    for (const command of PRELUDE) await this.#together([command], { schedule: [], faults: [] });
  }

  /** Runs a step. @throws Error if no order of its commands explains their results */
  async step({ waitMs, commands, ...turns }: Step): Promise<void> {
    this.clock.nowMs += waitMs;
    const resolved = commands
      .map((each) => resolve(each, this.#model))
      .filter((each) => this.#isKnown(each))
      .filter(isOneStep);
    if (resolved.length > 0) await this.#together(resolved, turns);
    await compareDecisions(this, this.#steps);
    for (const tenant of TENANTS) await compareExpiring(this, tenant);
  }

  end(): Promise<void> {
    return compareListings(this);
  }

  /** A value that was lost with its response cannot be presented. */
  #isKnown(command: Command): boolean {
    const presented =
      command.kind === 'decide'
        ? command.value
        : 'key' in command && !('tenant' in command)
          ? command.key
          : undefined;
    return presented === undefined || presented === 'none' || this.values.has(presented);
  }

  async #together(commands: readonly Command[], turns: Pick<Step, 'schedule' | 'faults'>): Promise<void> {
    this.#steps += 1;
    const actors = commands.map((command, at) => ({
      command: turns.faults.length > 0 ? withToken(command, `auto-${this.#steps}-${at}`) : command,
      label: `${command.kind}-${this.#steps}-${at}`,
      attempts: 0,
      answer: { outcome: 'none' },
    })) satisfies Episode['actors'];
    const gates = new Gates(turns);
    const store = gates.behind(this.#store);
    const seen = this.state.events.length;
    await gates.run(
      actors.map(async (actor) => {
        actor.answer = await this.#insist({ ...this.deps, store }, actor);
        this.#checkAnswer(actor.command, actor.answer, gates.injected > 0);
      }),
    );
    if (gates.injected > 0) await this.#sweep();

    this.#counts.commands += commands.length;
    if (commands.length > 1) this.#counts.interleavings += 1;
    this.#counts.faults += gates.injected;
    for (const { label, answer } of actors) this.#keep(label, answer);
    this.#tell(actors, gates.injected);
    if (this.#violation !== undefined) throw new Error(this.#violation);
    const events = this.state.events.slice(seen);
    const { state, names } = explain(this, { actors, events, faults: gates.injected });
    this.#model = state;
    for (const [label, id] of names) this.names.bind(label, id);
    this.trail.push(...state.events);
  }

  /** Repeats a request without a response with the same `Idempotency-Key`, as a caller does. */
  async #insist(deps: UseCaseDeps, actor: Episode['actors'][number] & { attempts: number }): Promise<Answer> {
    for (;;) {
      actor.attempts += 1;
      try {
        return await perform(deps, actor.command, this);
      } catch (error) {
        if (!(error instanceof UnavailableError) || actor.attempts === MOST_ATTEMPTS) throw error;
      }
    }
  }

  #tell(actors: Episode['actors'], faults: number): void {
    const at = `+${this.clock.nowMs - NOON} ms${faults > 0 ? `, ${faults} faults` : ''}`;
    const lines = actors.map(({ command: { kind, caller, ...settings }, label, attempts, answer }) => {
      const sent = attempts > 1 ? ` (sent ${attempts} times)` : '';
      return `  ${label} ${JSON.stringify(settings)} by ${caller.id}${sent}: ${answer.outcome}`;
    });
    this.history.push([at, ...lines].join('\n'));
  }

  #keep(label: string, { outcome, id, value }: Answer): void {
    if (outcome !== 'issued' && outcome !== 'created') return;
    if (id !== undefined) this.names.bind(label, id);
    if (value !== undefined) this.values.set(label, value);
  }

  #checkCommit(change: Change): void {
    const isStored =
      (change.kind === 'create-key' && this.state.keys.has(change.key.id)) ||
      (change.kind === 'create-session' && this.state.sessions.has(change.session.id));
    if (isStored) this.#violation ??= violation(this.state, this.profile.plans, change);
  }

  /** Checks the state at the time of a response, before any other command continues. */
  #checkAnswer(command: Command, { outcome, cascade }: Answer, isFaulted: boolean): void {
    const isRevoked = command.kind === 'revoke' && outcome === 'done';
    const isReplaced = command.kind === 'replace' && outcome === 'issued';
    if (!isRevoked && !isReplaced) return;
    const id = this.names.idOf(command.key);
    const key = this.state.keys.get(id);
    if (key?.status !== 'revoked')
      throw new Error(`${command.kind} succeeded, and the key is ${key?.status}`);
    if (key.credentials.length > 0) throw new Error('a revoked key has a digest');
    if (cascade === 'pending' && !isFaulted) throw new Error('a cascade is pending although nothing failed');
    const isCompromised = isReplaced || (command.kind === 'revoke' && command.reason === 'compromised');
    if (!isCompromised || cascade === 'pending') return;
    const alive = this.#childrenOf(id).filter((child) => this.state.keys.get(child)?.status !== 'revoked');
    if (alive.length > 0) throw new Error(`a child of a compromised key is alive: ${alive.join(', ')}`);
  }

  #childrenOf(id: string): readonly string[] {
    const children = [...this.state.keys.values()].filter(({ lineage }) => lineage.parent === id);
    return children.flatMap((child) => [child.id, ...this.#childrenOf(child.id)]);
  }

  /** Resumes the pending cascades, as the sweep does each minute. */
  async #sweep(): Promise<void> {
    const pending = await this.#store.listPending(Number.POSITIVE_INFINITY, 100);
    for (const { keyId } of pending) await resumeCascade(this.deps, SWEEP, keyId);
    if (this.state.pendingCascades.size > 0) throw new Error('a cascade is still pending after the sweep');
  }
}

/**
 * Whether a command takes effect at one point in time. A decision reads the key, then the owner: if both change in
 * between, no order of commands may explain it. A list of memberships accepts one invitation after another.
 */
function isOneStep({ kind }: Command, _at: number, { length }: readonly Command[]): boolean {
  if (kind === 'decide') return length < 3;
  return kind !== 'list-memberships' || length === 1;
}

function withToken(command: Command, token: string): Command {
  return 'token' in command || isCreation(command) ? { ...command, token: command.token ?? token } : command;
}

function isCreation(command: Command): command is Extract<Command, { readonly token?: string | undefined }> {
  return [
    'create-tenant',
    'create-owner',
    'issue',
    'renew',
    'replace',
    'create-child',
    'create-session',
  ].includes(command.kind);
}

/** Bytes that differ in each call and are equal in each run. */
function counted(): (count: number) => Uint8Array {
  let drawn = 0;
  return (count) => {
    drawn += 1;
    return createHash('shake256', { outputLength: count }).update(String(drawn)).digest();
  };
}
