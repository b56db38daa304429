import { isLive } from '../../../../lib/core/rotation/managed-key.ts';
import { reconcile } from '../../../../lib/core/rotation/reconcile.ts';
import { eventOf } from '../../../support/entities.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** Until whatever is stuck is given up, and what comes after it has been rotated. */
const ROTATING_MS = [
  ...[MINUTE, LIMITS.rotationTimeoutMs, 2 * LIMITS.maxRunMs + 5 * MINUTE, MINUTE, OVERLAP_MS + 5 * MINUTE],
  ...[50 * HOUR, MINUTE, MINUTE],
];
/** Until nobody holds an old value any more. */
const RETIRING_MS = [OVERLAP_MS + 5 * MINUTE, 14 * HOUR, 49 * HOUR];

/** Nothing goes wrong any more: whatever is open must come to its end, and whatever happened must have been published. */
export async function heal(world: World): Promise<void> {
  for (const actor of [...world.actors]) world.kill(actor);
  world.deliveryHealthySinceMs ??= world.nowMs;
  await sweep(world, ROTATING_MS);
  for (const { record } of world.subjects) {
    const { key, managed } = record;
    const change = { kind: 'update-key', key: { ...key, version: key.version + 1 } } as const;
    await world.commit({ ...change, managed: { ...managed, paused: true } }, eventOf('acme'));
  }
  await sweep(world, RETIRING_MS);
  for (const subject of world.subjects) {
    const wrong = unhealed(world, subject);
    if (wrong) throw world.failure(wrong);
  }
}

async function sweep(world: World, pausesMs: readonly number[]): Promise<void> {
  for (const pauseMs of pausesMs) {
    world.wait(pauseMs);
    for (const subject of world.subjects) {
      subject.secret.replicate();
      world.look();
      const actor = await world.run('reconcile', subject, 0, (deps) => reconcile(deps, subject.keyId));
      await world.release(
        actor,
        Array.from({ length: 200 }, () => 'none'),
      );
    }
  }
}

function unhealed(world: World, subject: Subject): string | undefined {
  const { key, managed } = subject.record;
  const kinds = new Set(subject.published.values());
  if (managed.outbox.length > 0) return 'invariant 9: what happened was not told';
  if (key.status === 'revoked')
    return kinds.has('secret.value-rejected') ? undefined : 'invariant 8: the dead key was not told of';
  const holder = subject.secret.holderOf('AWSCURRENT');
  const isDead = holder === undefined || !subject.accepts(subject.digestOf(holder), world.nowMs);
  if (isDead && !subject.isOwnerDeactivated && managed.blocked === null)
    return 'invariant 9: a dead key was not told of';
  if (subject.isOwnerDeactivated || subject.wasHandled) return undefined;
  if (isDead) return 'the current label names a dead credential at the end';
  if (managed.rotation) return `invariant 6: a rotation never ended (${managed.blocked?.reason})`;
  if (managed.last === null) return 'liveness: nothing was ever rotated';
  const live = key.credentials.filter((each) => isLive(each, world.nowMs));
  if (live.length > 1) return 'liveness: an old credential is never retired';
  return undefined;
}
