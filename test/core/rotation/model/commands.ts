import fc from 'fast-check';
import { revokeKey } from '../../../../lib/core/keys/revoke.ts';
import { deactivateOwner } from '../../../../lib/core/owners/deactivate.ts';
import {
  replaceOnDemand,
  rollBackOnDemand,
  rotateOnDemand,
} from '../../../../lib/core/rotation/on-demand.ts';
import { reconcile } from '../../../../lib/core/rotation/reconcile.ts';
import type { RotationDeps } from '../../../../lib/core/rotation/rotation-deps.ts';
import { runSecretStep } from '../../../../lib/core/rotation/secrets-manager-steps.ts';
import { FAULTS, type Verdict } from './actor.ts';
import { byHand, HANDS, type Hand } from './manual-changes.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS, ROTATE_EVERY_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** The model proper is kept by the world: what consumers were shown, what was published, what a person did. */
export type Model = Record<never, never>;
type Command = fc.AsyncCommand<Model, World>;

type Work = (deps: RotationDeps, subject: Subject, world: World) => Promise<unknown>;

const CALLER = { id: 'operator', sourceAddress: '-' };

function secretStep(step: Parameters<typeof runSecretStep>[1]['step']): Work {
  return (deps, subject) => {
    const versionId = subject.asked ?? subject.record.managed.rotation?.versionId ?? 'f'.repeat(32);
    return runSecretStep(deps, { secretArn: subject.secretArn, versionId, step });
  };
}

/** Every way into the engine, and what people do beside it. */
const ENTRIES: Readonly<Record<string, Work>> = {
  reconcile: (deps, { keyId }) => reconcile(deps, keyId),
  rotateNow: (deps, { keyId }) => rotateOnDemand(deps, keyId),
  rollBack: (deps, { keyId }) => rollBackOnDemand(deps, keyId),
  replace: (deps, { keyId }) => replaceOnDemand(deps, keyId),
  createSecret: secretStep('createSecret'),
  setSecret: secretStep('setSecret'),
  testSecret: secretStep('testSecret'),
  finishSecret: secretStep('finishSecret'),
  revoke: (deps, { keyId }) => revokeKey(deps, CALLER, { tenant: 'acme', id: keyId }, 'compromised'),
  cutOff: (deps, { record }) => deactivateOwner(deps, CALLER, { tenant: 'acme', id: record.key.owner }),
};

const entry = fc.oneof(
  { weight: 12, arbitrary: fc.constant('reconcile') },
  { weight: 2, arbitrary: fc.constant('rotateNow') },
  { weight: 4, arbitrary: fc.constantFrom('createSecret', 'setSecret', 'testSecret', 'finishSecret') },
  { weight: 1, arbitrary: fc.constantFrom('rollBack', 'replace') },
  { weight: 1, arbitrary: fc.constantFrom('rollBack', 'revoke', 'cutOff', 'reconcile', 'rotateNow') },
);

/** More than any run makes. */
const MOST_CALLS = 80;
const WELL: readonly Verdict[] = Array.from({ length: MOST_CALLS }, () => 'none');

/** Most calls go well; a run meets none, one or two faults, wherever they may be. */
const verdicts = fc
  .record({
    releases: fc.oneof(fc.constant(MOST_CALLS), fc.nat({ max: 14 })),
    faults: fc.array(fc.tuple(fc.nat({ max: 12 }), fc.constantFrom(...FAULTS)), { maxLength: 2 }),
  })
  .map(({ releases, faults }) => {
    const all: Verdict[] = Array.from({ length: releases }, () => 'none');
    for (const [at, fault] of faults) if (at < releases) all[at] = fault;
    return all;
  });

const which = fc.constantFrom<0 | 1>(0, 0, 0, 1);

function command(name: string, run: (world: World) => void | Promise<void>): Command {
  return {
    check: () => true,
    run: async (_, world) => {
      world.note(name);
      await run(world);
      world.look();
      world.count();
    },
    toString: () => name,
  };
}

const running = fc
  .record({ which, entry, verdicts, skewMs: fc.constantFrom(0, 0, -30_000, 30_000) })
  .map((drawn) => {
    const shown = drawn.verdicts.map((each) => (each === 'none' ? '.' : ` ${each} `)).join('');
    return command(
      `${drawn.entry}(${'AB'[drawn.which]}, ${drawn.skewMs / 1000} s) ${shown}`,
      async (world) => {
        const subject = world.subjects[drawn.which];
        const work = ENTRIES[drawn.entry];
        if (!work) return;
        const actor = await world.run(drawn.entry, subject, drawn.skewMs, (deps) =>
          work(deps, subject, world),
        );
        await world.release(actor, drawn.verdicts);
      },
    );
  });

/** A run that comes as far as one call of a kind, and is paused, dies or fails just there, or dies after it. */
const stalling = fc
  .record({
    which,
    nth: fc.constantFrom(1, 1, 1, 2, 3),
    entry: fc.constantFrom('reconcile', 'reconcile', 'rotateNow', 'finishSecret', 'setSecret', 'replace'),
    before: fc.constantFrom('moveLabel', 'moveLabel', 'describe', 'putVersion', 'removeLabel', 'commit'),
    fate: fc.constantFrom<Verdict | 'pauses' | 'dies' | 'dies-after'>(
      'pauses',
      'pauses',
      'dies',
      'dies-after',
      'fails-before',
      'answer-lost',
    ),
  })
  .map((drawn) =>
    command(`${drawn.entry}(${'AB'[drawn.which]}) ${drawn.fate} at ${drawn.before}`, async (world) => {
      const subject = world.subjects[drawn.which];
      const work = ENTRIES[drawn.entry];
      if (!work) return;
      const actor = await world.run(drawn.entry, subject, 0, (deps) => work(deps, subject, world));
      for (
        let calls = 0;
        calls < MOST_CALLS && !actor.isOver && actor.waitingFor !== drawn.before;
        calls += 1
      )
        await world.release(actor, ['none']);
      if (drawn.fate === 'dies-after') await world.release(actor, ['none']);
      if (drawn.fate === 'dies' || drawn.fate === 'dies-after') world.kill(actor);
      else if (drawn.fate !== 'pauses') await world.release(actor, [drawn.fate, ...WELL]);
    }),
  );

const going = fc.record({ pick: fc.nat({ max: 3 }), verdicts }).map(({ pick, verdicts: each }) =>
  command(`go on with ${pick}: ${each.join(' ')}`, async (world) => {
    const actor = world.actors[pick % Math.max(world.actors.length, 1)];
    if (actor) await world.release(actor, each);
  }),
);

const waiting = fc
  .constantFrom(
    ...[10_000, MINUTE, 5 * MINUTE, LIMITS.maxRunMs - MINUTE, LIMITS.maxRunMs + 2 * MINUTE],
    ...[HOUR, OVERLAP_MS + MINUTE, LIMITS.rotationTimeoutMs, ROTATE_EVERY_MS, 50 * HOUR],
  )
  .map((ms) => command(`wait ${ms / 1000} s`, (world) => world.wait(ms)));

const handling = fc
  .record({ which, hand: fc.constantFrom<Hand>(...HANDS) })
  .map((drawn) =>
    command(`by hand: ${drawn.hand} (${'AB'[drawn.which]})`, (world) =>
      byHand(
        world,
        world.subjects[drawn.which],
        world.subjects[1 - drawn.which] ?? world.subjects[1],
        drawn.hand,
      ),
    ),
  );

const surroundings = fc
  .record({
    which,
    what: fc.constantFrom(
      'delivery stops',
      'delivery resumes',
      'replicas catch up',
      'versions vanish',
      'a run dies',
    ),
  })
  .map((drawn) =>
    command(drawn.what, (world) => {
      const { secret } = world.subjects[drawn.which];
      if (drawn.what === 'delivery stops') world.deliveryHealthySinceMs = undefined;
      if (drawn.what === 'delivery resumes') world.deliveryHealthySinceMs ??= world.nowMs;
      if (drawn.what === 'replicas catch up') secret.replicate();
      if (drawn.what === 'versions vanish') secret.dropUnlabelled();
      const [first] = world.actors;
      if (drawn.what === 'a run dies' && first) world.kill(first);
    }),
  );

/** Secrets Manager begins a rotation: it makes the pending version, and the calls follow. */
const asking = which.map((each) =>
  command(`Secrets Manager rotates ${'AB'[each]}`, (world) => {
    const { secret } = world.subjects[each];
    const pending = secret.holderOf('AWSPENDING');
    if (pending !== undefined && pending !== secret.holderOf('AWSCURRENT')) return;
    const versionId = Buffer.from(world.random(16)).toString('hex');
    world.subjects[each].asked = versionId;
    secret.put(versionId, undefined, 'AWSPENDING');
  }),
);

/** All that may happen, with its weight. */
export function commands(): fc.Arbitrary<Iterable<Command>> {
  const weighted: readonly [number, fc.Arbitrary<Command>][] = [
    [6, running],
    [3, stalling],
    [3, going],
    [5, waiting],
    [1, handling],
    [1, surroundings],
    [1, asking],
  ];
  return fc.commands(
    weighted.flatMap(([weight, each]) => Array.from({ length: weight }, () => each)),
    { maxCommands: 40, size: 'max' },
  );
}
