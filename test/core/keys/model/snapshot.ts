import type { MemoryState } from '../../../support/memory-state.ts';
import type { Names } from './names.ts';
import { type State, sorted } from './reference/state.ts';

/** The generated values, and the stored fields that are not documented. */
const DRAWN = new Set(['hint', 'digest', 'digestVersion', 'credentials']);

/**
 * The stored state and the recent events, in one form for model and store: labels in place of IDs, without generated values,
 * events in no order. After a fault the sweep may have revoked a key in the place of its caller.
 */
export function snapshot(
  { tenants, owners, keys, sessions }: Pick<State | MemoryState, 'tenants' | 'owners' | 'keys' | 'sessions'>,
  events: readonly object[],
  names: Names | undefined,
  isFaulted: boolean,
): object {
  const plain = (value: unknown): unknown => {
    const labelled = names ? names.relabel(withoutDrawn(value)) : withoutDrawn(value);
    return isFaulted ? withoutRevoker(labelled) : labelled;
  };
  const byName = (entities: Iterable<readonly [string, unknown]>) =>
    Object.fromEntries([...entities].map(([id, entity]) => [names?.labelOf(id) ?? id, plain(entity)]));
  return {
    ...{ tenants: byName(tenants), owners: byName(owners), keys: byName(keys), sessions: byName(sessions) },
    events: byText(events.map((event) => plain(withoutId(event)))),
  };
}

/** The events without an order, each with a name, so that a difference names its event. */
function byText(events: readonly unknown[]): object {
  const texts = events.map((event) => [nameOf(event), JSON.stringify(sorted(event)), event] as const);
  const ordered = texts.toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  return Object.fromEntries(ordered.map(([name, , event], at) => [`${name} (${at + 1})`, event]));
}

function nameOf(event: unknown): string {
  return typeof event === 'object' && event && 'action' in event ? String(event.action) : 'entity';
}

function withoutId(event: object): object {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'id'));
}

function withoutDrawn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDrawn);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([name]) => !DRAWN.has(name));
  return Object.fromEntries(members.map(([name, each]) => [name, withoutDrawn(each)]));
}

function withoutRevoker(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutRevoker);
  if (typeof value !== 'object' || value === null) return value;
  const isRevocation = 'reason' in value && 'by' in value;
  const isEvent = 'action' in value && value.action === 'key.revoked';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !(isRevocation && name === 'by') && !(isEvent && name === 'caller'))
      .map(([name, each]) => [name, withoutRevoker(each)]),
  );
}
