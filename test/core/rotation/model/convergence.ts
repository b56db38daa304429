import { isLive } from '../../../../lib/core/keys/key.ts';
import { reconcile } from '../../../../lib/core/rotation/reconcile.ts';
import { eventOf } from '../../../support/entities.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** Long enough to abandon a timed-out rotation and to complete the next one. */
const ROTATING_MS = [
  ...[MINUTE, LIMITS.rotationTimeoutMs, 2 * LIMITS.maxRunMs + 5 * MINUTE, MINUTE, OVERLAP_MS + 5 * MINUTE],
  ...[50 * HOUR, MINUTE, MINUTE],
];
/** Long enough until no consumer caches an old value. */
const RETIRING_MS = [OVERLAP_MS + 5 * MINUTE, 14 * HOUR, 49 * HOUR];

/** Runs without faults until every open rotation ends and every key event is published. Throws if one does not. */
export async function converge(world: World): Promise<void> {
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
    const violation = convergenceError(world, subject);
    if (violation) throw world.failure(violation);
  }
}

async function sweep(world: World, pausesMs: readonly number[]): Promise<void> {
  for (const pauseMs of pausesMs) {
    world.wait(pauseMs);
    for (const subject of world.subjects) {
      subject.secret.replicate();
      world.checkInvariants();
      const actor = await world.run('reconcile', subject, 0, (deps) => reconcile(deps, subject.keyId));
      await world.release(
        actor,
        Array.from({ length: 200 }, () => 'none'),
      );
    }
  }
}

function convergenceError(world: World, subject: Subject): string | undefined {
  const { key, managed } = subject.record;
  const kinds = new Set(subject.published.values());
  if (managed.outbox.length > 0) return 'invariant 9: key events were not published';
  if (key.status === 'revoked')
    return kinds.has('secret.value-rejected')
      ? undefined
      : 'invariant 8: the rejected value of a revoked key was not reported';
  const holder = subject.secret.holderOf('AWSCURRENT');
  const isRejected = holder === undefined || !subject.accepts(subject.digestOf(holder), world.nowMs);
  if (isRejected && !subject.isOwnerDeactivated && managed.blocked === null)
    return 'invariant 9: a rejected value was not reported';
  if (subject.isOwnerDeactivated || subject.hadManualChange) return undefined;
  if (isRejected) return 'liveness: the current version has a rejected value';
  if (managed.rotation) return `invariant 6: a rotation never ended (${managed.blocked?.reason})`;
  if (managed.last === null) return 'liveness: no rotation was completed';
  const live = key.credentials.filter((each) => isLive(each, world.nowMs));
  if (live.length > 1) return 'liveness: an old credential was not retired';
  return undefined;
}
