import { UnavailableError } from '../store.ts';
import type { Effect } from './effect.ts';
import { type KeyEventPublisher, keyEventId } from './key-events.ts';
import type { Snapshot } from './snapshot.ts';

/** Publishes the key events of the outbox and removes them afterwards, so that each is published at least once. */
export function publishOutbox({ record, memory }: Snapshot): Effect | undefined {
  const { managed } = record;
  const rest = managed.outbox.filter((each) => !memory.published.includes(keyEventId(managed.keyId, each)));
  if (rest.length > 0 && !memory.isBusDown) return { kind: 'publish' };
  if (rest.length === managed.outbox.length) return undefined;
  return {
    kind: 'commit',
    next: { ...record, managed: { ...managed, outbox: rest } },
    action: 'rotation.events-published',
  };
}

/** @returns the IDs of the events that were published by this run, and whether the bus rejected one */
export async function publishEvents(
  keyEvents: KeyEventPublisher,
  { record: { key, managed }, memory }: Snapshot,
): Promise<{ readonly published: readonly string[]; readonly isBusDown: boolean }> {
  const published = [...memory.published];
  const { id: keyId, tenant, owner } = key;
  for (const each of managed.outbox) {
    const id = keyEventId(keyId, each);
    if (published.includes(id)) continue;
    try {
      await keyEvents.publish({ ...each, id, keyId, tenant, owner });
    } catch (error) {
      if (error instanceof UnavailableError) return { published, isBusDown: true };
      throw error;
    }
    published.push(id);
  }
  return { published, isBusDown: false };
}
