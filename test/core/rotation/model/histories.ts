import { reconcile } from '../../../../lib/core/rotation/reconcile.ts';
import { runSecretStep } from '../../../../lib/core/rotation/secrets-manager-steps.ts';
import { eventOf } from '../../../support/entities.ts';
import type { Actor, Verdict } from './actor.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS } from './settings.ts';
import { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** More verdicts than any run has calls. */
const TO_THE_END: readonly Verdict[] = Array.from({ length: 100 }, () => 'none');

async function worldWithDueKey() {
  const counts = { faults: 0, isExplaining: true, states: new Set<string>() };
  const world = await World.create({ seed: 1, replicas: 0, retireWhenUnused: false }, counts);
  const [subject] = world.subjects;
  const begin = () => world.run('reconcile', subject, 0, (deps) => reconcile(deps, subject.keyId));
  const finish = (actor: Actor) => world.release(actor, TO_THE_END);
  // The first check confirms that the first value is current; the rotation is due ten minutes later.
  await finish(await begin());
  world.wait(11 * MINUTE);
  return { world, subject, begin, finish };
}

/** Releases calls of a run until it waits at this call. */
async function runTo(world: World, actor: Actor, call: string): Promise<void> {
  while (actor.waitingFor !== call) {
    if (actor.isOver) throw new Error(`the run ended before a call of ${call}`);
    await world.release(actor, ['none']);
  }
}

/** Creates an abandoned rotation whose run crashed after the value was accepted and before the label moved. */
async function abandonedRotation() {
  const due = await worldWithDueKey();
  const { world, begin, finish } = due;
  const first = await begin();
  await runTo(world, first, 'moveLabel');
  world.kill(first);
  world.wait(LIMITS.rotationTimeoutMs);
  await finish(await begin());
  return due;
}

/** Tries to move the label after the cleanup, by a run that starts just before it. */
async function moveAfterCleanup(
  { world, begin, finish }: Awaited<ReturnType<typeof worldWithDueKey>>,
  late: () => Promise<Actor>,
): Promise<void> {
  world.wait(2 * LIMITS.maxRunMs + MINUTE);
  const run = await late();
  while (!run.isOver && run.waitingFor !== 'moveLabel') await world.release(run, ['none']);
  world.wait(MINUTE);
  await finish(await begin());
  await finish(run);
  world.wait(OVERLAP_MS + 2 * HOUR);
}

function step(world: World, subject: Subject, name: 'finishSecret'): Promise<Actor> {
  const versionId = subject.record.managed.rotation?.versionId ?? '';
  return world.run(name, subject, 0, (deps) =>
    runSecretStep(deps, { secretArn: subject.secretArn, versionId, step: name }),
  );
}

/** A directed history that random generation does not find. Its name is the guarantee. */
export interface History {
  readonly name: string;
  /** @throws Error with the violated invariant */
  readonly run: () => Promise<void>;
}

export const HISTORIES: readonly History[] = [
  {
    name: 'the overlap does not start before the label moved, however long a describe call takes',
    run: async () => {
      const { world, begin, finish } = await worldWithDueKey();
      const first = await begin();
      await runTo(world, first, 'moveLabel');
      const slow = await begin();
      await runTo(world, slow, 'describe');
      world.wait(10 * MINUTE);
      await world.release(first, ['none']);
      world.kill(first);
      await finish(slow);
      world.wait(OVERLAP_MS + MINUTE - 9 * MINUTE);
      await finish(await begin());
      world.wait(2 * HOUR);
    },
  },
  {
    name: 'no run that read before a late abandonment can move the label after the cleanup',
    run: async () => {
      const { world, subject, begin, finish } = await worldWithDueKey();
      const first = await begin();
      await runTo(world, first, 'moveLabel');
      world.kill(first);
      world.wait(LIMITS.rotationTimeoutMs);
      const abandoning = await begin();
      await runTo(world, abandoning, 'commit');
      world.wait(13 * MINUTE);
      const late = await step(world, subject, 'finishSecret');
      await runTo(world, late, 'moveLabel');
      await world.release(abandoning, ['none']);
      world.kill(abandoning);
      world.wait(14 * MINUTE - 30_000);
      await finish(await begin());
      await finish(late);
      world.wait(OVERLAP_MS + 2 * HOUR);
    },
  },
  {
    name: 'no later run of the reconciler continues an abandoned rotation',
    run: async () => {
      const abandoned = await abandonedRotation();
      await moveAfterCleanup(abandoned, abandoned.begin);
    },
  },
  {
    name: 'no later step of Secrets Manager finishes an abandoned rotation',
    run: async () => {
      const abandoned = await abandonedRotation();
      await moveAfterCleanup(abandoned, () => step(abandoned.world, abandoned.subject, 'finishSecret'));
    },
  },
  {
    name: 'after a version conflict, labels are read again before anything is retired',
    run: async () => {
      const { world, subject, begin, finish } = await worldWithDueKey();
      await finish(await begin());
      world.wait(OVERLAP_MS + 5 * MINUTE);
      const retiring = await begin();
      await runTo(world, retiring, 'commit');
      const { key, managed } = subject.record;
      const change = { kind: 'update-key', key: { ...key, version: key.version + 1 }, managed } as const;
      await world.commit(change, eventOf('acme'));
      await finish(retiring);
      const isOldLive = subject.record.key.credentials.some(
        (each) => each.endsAtMs === null && each.generation === 1,
      );
      if (isOldLive) throw new Error('liveness: the old value is not retired');
    },
  },
  {
    name: 'a run that has read a value generates no other one, also if a later read is behind',
    run: async () => {
      const { world, subject, begin, finish } = await worldWithDueKey();
      const slow = await begin();
      await runTo(world, slow, 'readVersion');
      const fast = await begin();
      await runTo(world, fast, 'putVersion');
      await world.release(fast, ['none']);
      world.kill(fast);
      // It reads the value, and its next commit has a version conflict. The next read of the value is stale.
      await world.release(slow, ['none']);
      await runTo(world, slow, 'readVersion');
      await world.release(slow, ['stale']);
      await finish(slow);
      await finish(await begin());
      if (subject.record.managed.last === null) throw new Error('liveness: the rotation did not finish');
    },
  },
  {
    name: 'a secret that the record does not name is bound to no key',
    run: async () => {
      const { world, subject } = await worldWithDueKey();
      const secretArn = subject.secretArn.replace('123456789012', '999999999999');
      const call = { secretArn, versionId: 'a'.repeat(32), step: 'createSecret' } as const;
      let outcome: string | undefined;
      const run = await world.run('createSecret', subject, 0, async (deps) => {
        outcome = await runSecretStep(deps, call);
      });
      await world.release(run, TO_THE_END);
      if (outcome !== 'secret-not-bound')
        throw new Error(`invariant 11: a step of another secret ended as ${outcome}`);
    },
  },
];
