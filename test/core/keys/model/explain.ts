import type { AuditEvent } from '../../../../lib/core/audit/event.ts';
import type { Command } from './command.ts';
import type { Names } from './names.ts';
import { apply } from './reference/apply.ts';
import { copyOf, isSame, type State, sorted, type Verdict } from './reference/state.ts';
import { snapshot } from './snapshot.ts';
import type { Answer } from './subject.ts';
import type { World } from './world.ts';

/** Concurrent commands and their results. */
export interface Episode {
  readonly actors: readonly {
    readonly command: Command;
    readonly label: string;
    /** How often it was sent. Each request can have taken effect, and only the last one received a response. */
    readonly attempts: number;
    readonly answer: Answer;
  }[];
  readonly events: readonly AuditEvent[];
  readonly faults: number;
}

interface Explanation {
  readonly state: State;
  /** The resources whose creation had no response with their ID. */
  readonly names: readonly (readonly [label: string, id: string])[];
}

/** The serial order of the commands that explains responses, state and events. @throws Error if no order does */
export function explain(world: World, episode: Episode): Explanation {
  const reasons = new Set<string>();
  for (const names of namings(world, episode)) {
    const all = world.names.with(names);
    const actual = snapshot(world.state, episode.events, all, episode.faults > 0);
    for (const order of orders(episode.actors.map(({ attempts }) => attempts))) {
      const found = follow(world, episode, order, all);
      const reason =
        found.reason ??
        difference(snapshot(found.state, found.state.events, undefined, episode.faults > 0), actual);
      if (reason === undefined) return { state: adopt(found.state, world, episode.events, all), names };
      reasons.add(`${order.join(' ')}: ${reason}`);
    }
  }
  throw new Error(`no order of the last commands explains their results:\n${[...reasons].join('\n')}`);
}

function follow(
  { model, clock, profile }: World,
  { actors }: Episode,
  order: readonly number[],
  names: Names,
): { readonly state: State; readonly reason?: string | undefined } {
  const state = { ...copyOf(model), events: [] };
  const verdicts = new Map<number, Verdict>();
  for (const at of order) {
    const actor = actors[at];
    if (!actor) continue;
    const context = { nowMs: clock.nowMs, profile, label: actor.label, isAlone: actors.length === 1 };
    verdicts.set(at, apply(state, actor.command, context));
  }
  for (const [at, verdict] of verdicts) {
    const reason = mismatch(verdict, actors[at]?.answer ?? { outcome: 'none' }, names);
    if (reason !== undefined) return { state, reason: `${actors[at]?.label} ${reason}` };
  }
  return { state };
}

function mismatch(
  { rejections, outcome, created, content }: Verdict,
  answer: Answer,
  names: Names,
): string | undefined {
  if (rejections.length > 0)
    return rejections.includes(answer.outcome)
      ? undefined
      : `was answered ${answer.outcome}, expected a rejection: ${rejections.join(' or ')}`;
  if (answer.outcome !== outcome) return `was answered ${answer.outcome}, expected ${outcome}`;
  if (content && !isSame(content, answer.content))
    return `contained ${JSON.stringify(answer.content)}, expected ${JSON.stringify(content)}`;
  const actual = answer.id === undefined ? undefined : (names.labelOf(answer.id) ?? answer.id);
  return actual === created ? undefined : `named ${actual}, expected ${created}`;
}

/** The differences of the two. */
function difference(expected: unknown, actual: unknown, path = ''): string | undefined {
  if (isSame(expected, actual)) return undefined;
  if (!isBranch(expected) || !isBranch(actual))
    return `${path}: expected ${JSON.stringify(sorted(expected))}, found ${JSON.stringify(sorted(actual))}`;
  const [before, after] = [new Map(Object.entries(expected)), new Map(Object.entries(actual))];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names
    .flatMap((name) => difference(before.get(name), after.get(name), `${path}/${name}`) ?? [])
    .join('\n  ');
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Copies the caller of each revocation to the model: after a fault, it is the caller or the sweep. */
function adopt(state: State, world: World, events: readonly AuditEvent[], names: Names): State {
  for (const [label, key] of state.keys) {
    const by = world.state.keys.get(names.idOf(label))?.revocation?.by;
    if (key.revocation && by !== undefined) {
      const relabelled = String(names.relabel(by));
      state.keys.set(label, { ...key, revocation: { ...key.revocation, by: relabelled } });
    }
  }
  const revocations = events.filter(({ action }) => action === 'key.revoked');
  for (const [at, event] of state.events.entries()) {
    if (event.action !== 'key.revoked') continue;
    const found = revocations.findIndex(({ subject }) => names.labelOf(subject.id) === event.subject.id);
    const [actual] = found < 0 ? [] : revocations.splice(found, 1);
    const caller = actual && { ...actual.caller, id: String(names.relabel(actual.caller.id)) };
    state.events[at] = { ...event, caller: caller ?? event.caller };
  }
  return state;
}

/** Each order in which every command takes effect at least once, and at most as often as it was sent. */
function orders(attempts: readonly number[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const extend = (order: number[]): void => {
    const counts = attempts.map((_, at) => order.filter((each) => each === at).length);
    if (counts.every((count) => count > 0)) found.push(order);
    attempts.forEach((most, at) => {
      if ((counts[at] ?? 0) < most) extend([...order, at]);
    });
  };
  extend([]);
  return found;
}

/** The possible labels of resources whose creation had no response with their ID. */
function namings(
  world: World,
  { actors }: Episode,
): readonly (readonly (readonly [label: string, id: string])[])[] {
  const ids = [...world.state.keys.keys(), ...world.state.sessions.keys()].filter(
    (id) => !world.names.isBound(id),
  );
  const labels = actors.map(({ label }) => label).filter((label) => !world.names.has(label));
  const assign = (
    left: readonly string[],
    free: readonly string[],
  ): readonly (readonly (readonly [string, string])[])[] => {
    const [id, ...rest] = left;
    if (id === undefined) return [[]];
    return free.flatMap((label) =>
      assign(
        rest,
        free.filter((each) => each !== label),
      ).map((pairs) => [[label, id] as const, ...pairs]),
    );
  };
  return assign(ids, labels);
}
