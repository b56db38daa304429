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
import { applyManualChange, MANUAL_CHANGES, type ManualChange } from './manual-changes.ts';
import { HOUR, LIMITS, MINUTE, OVERLAP_MS, ROTATE_EVERY_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** Empty: the world keeps the state of the model. */
export type Model = Record<never, never>;
type Command = fc.AsyncCommand<Model, World>;

type Operation = (deps: RotationDeps, subject: Subject, world: World) => Promise<unknown>;

const CALLER = { id: 'operator', sourceAddress: '-' };

function secretStep(step: Parameters<typeof runSecretStep>[1]['step']): Operation {
  return (deps, subject) => {
    const versionId =
      subject.requestedVersionId ?? subject.record.managed.rotation?.versionId ?? 'f'.repeat(32);
    return runSecretStep(deps, { secretArn: subject.secretArn, versionId, step });
  };
}

/** Every entry point of the rotation, and the operator actions that affect it. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  reconcile: (deps, { keyId }) => reconcile(deps, keyId),
  rotateNow: (deps, { keyId }) => rotateOnDemand(deps, keyId),
  rollBack: (deps, { keyId }) => rollBackOnDemand(deps, keyId),
  replace: (deps, { keyId }) => replaceOnDemand(deps, keyId),
  createSecret: secretStep('createSecret'),
  setSecret: secretStep('setSecret'),
  testSecret: secretStep('testSecret'),
  finishSecret: secretStep('finishSecret'),
  revoke: (deps, { keyId }) => revokeKey(deps, CALLER, { tenant: 'acme', id: keyId }, 'compromised'),
  deactivateOwner: (deps, { record }) =>
    deactivateOwner(deps, CALLER, { tenant: 'acme', id: record.key.owner }),
};

const operations = fc.oneof(
  { weight: 12, arbitrary: fc.constant('reconcile') },
  { weight: 2, arbitrary: fc.constant('rotateNow') },
  { weight: 4, arbitrary: fc.constantFrom('createSecret', 'setSecret', 'testSecret', 'finishSecret') },
  { weight: 1, arbitrary: fc.constantFrom('rollBack', 'replace') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('rollBack', 'revoke', 'deactivateOwner', 'reconcile', 'rotateNow'),
  },
);

/** More calls than any run makes. */
const MAX_CALLS = 80;
const NO_FAULTS: readonly Verdict[] = Array.from({ length: MAX_CALLS }, () => 'none');

/** Most calls have no fault. A run has at most two, at any call. */
const verdicts = fc
  .record({
    releases: fc.oneof(fc.constant(MAX_CALLS), fc.nat({ max: 14 })),
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
      world.checkInvariants();
      world.countStates();
    },
    toString: () => name,
  };
}

const running = fc
  .record({ which, operation: operations, verdicts, skewMs: fc.constantFrom(0, 0, -30_000, 30_000) })
  .map((choice) => {
    const shown = choice.verdicts.map((each) => (each === 'none' ? '.' : ` ${each} `)).join('');
    return command(
      `${choice.operation}(${'AB'[choice.which]}, ${choice.skewMs / 1000} s) ${shown}`,
      async (world) => {
        const subject = world.subjects[choice.which];
        const operation = OPERATIONS[choice.operation];
        if (!operation) return;
        const actor = await world.run(choice.operation, subject, choice.skewMs, (deps) =>
          operation(deps, subject, world),
        );
        await world.release(actor, choice.verdicts);
      },
    );
  });

/** A run that reaches one call of a kind and is suspended, crashes or fails there, or crashes after the call. */
const stalling = fc
  .record({
    which,
    nth: fc.constantFrom(1, 1, 1, 2, 3),
    operation: fc.constantFrom('reconcile', 'reconcile', 'rotateNow', 'finishSecret', 'setSecret', 'replace'),
    before: fc.constantFrom('moveLabel', 'moveLabel', 'describe', 'putVersion', 'removeLabel', 'commit'),
    fate: fc.constantFrom<Verdict | 'suspended' | 'crashes' | 'crashes-after'>(
      'suspended',
      'suspended',
      'crashes',
      'crashes-after',
      'fails-before',
      'answer-lost',
    ),
  })
  .map((choice) =>
    command(
      `${choice.operation}(${'AB'[choice.which]}) ${choice.fate} at ${choice.before}`,
      async (world) => {
        const subject = world.subjects[choice.which];
        const operation = OPERATIONS[choice.operation];
        if (!operation) return;
        const actor = await world.run(choice.operation, subject, 0, (deps) =>
          operation(deps, subject, world),
        );
        for (
          let calls = 0;
          calls < MAX_CALLS && !actor.isOver && actor.waitingFor !== choice.before;
          calls += 1
        )
          await world.release(actor, ['none']);
        if (choice.fate === 'crashes-after') await world.release(actor, ['none']);
        if (choice.fate === 'crashes' || choice.fate === 'crashes-after') world.kill(actor);
        else if (choice.fate !== 'suspended') await world.release(actor, [choice.fate, ...NO_FAULTS]);
      },
    ),
  );

const continuing = fc.record({ pick: fc.nat({ max: 3 }), verdicts }).map(({ pick, verdicts: each }) =>
  command(`continue ${pick}: ${each.join(' ')}`, async (world) => {
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

const manualChange = fc
  .record({ which, change: fc.constantFrom<ManualChange>(...MANUAL_CHANGES) })
  .map((choice) =>
    command(`manual change: ${choice.change} (${'AB'[choice.which]})`, (world) =>
      applyManualChange(
        world,
        world.subjects[choice.which],
        world.subjects[1 - choice.which] ?? world.subjects[1],
        choice.change,
      ),
    ),
  );

const environmentChange = fc
  .record({
    which,
    event: fc.constantFrom(
      'delivery stops',
      'delivery resumes',
      'replicas catch up',
      'unlabelled versions are deleted',
      'a run crashes',
    ),
  })
  .map((choice) =>
    command(choice.event, (world) => {
      const { secret } = world.subjects[choice.which];
      if (choice.event === 'delivery stops') world.deliveryHealthySinceMs = undefined;
      if (choice.event === 'delivery resumes') world.deliveryHealthySinceMs ??= world.nowMs;
      if (choice.event === 'replicas catch up') secret.replicate();
      if (choice.event === 'unlabelled versions are deleted') secret.dropUnlabelled();
      const [first] = world.actors;
      if (choice.event === 'a run crashes' && first) world.kill(first);
    }),
  );

/** Secrets Manager starts a rotation: it creates the pending version and then calls the steps. */
const rotationRequest = which.map((each) =>
  command(`Secrets Manager rotates ${'AB'[each]}`, (world) => {
    const { secret } = world.subjects[each];
    const pending = secret.holderOf('AWSPENDING');
    if (pending !== undefined && pending !== secret.holderOf('AWSCURRENT')) return;
    const versionId = Buffer.from(world.random(16)).toString('hex');
    world.subjects[each].requestedVersionId = versionId;
    secret.put(versionId, undefined, 'AWSPENDING');
  }),
);

/** Every command with its weight. */
export function commands(): fc.Arbitrary<Iterable<Command>> {
  const weighted: readonly [number, fc.Arbitrary<Command>][] = [
    [6, running],
    [3, stalling],
    [3, continuing],
    [5, waiting],
    [1, manualChange],
    [1, environmentChange],
    [1, rotationRequest],
  ];
  return fc.commands(
    weighted.flatMap(([weight, each]) => Array.from({ length: weight }, () => each)),
    { maxCommands: 40, size: 'max' },
  );
}
