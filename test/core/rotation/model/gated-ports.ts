import { codecsOf } from '../../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../../lib/core/profiles/default.ts';
import type { RotationDeps } from '../../../../lib/core/rotation/rotation-deps.ts';
import { type SecretFault, SecretStoreError } from '../../../../lib/core/rotation/secret-store.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import type { UseAnswer } from '../../../../lib/core/usage/delivery.ts';
import { createMemorySecretProvisioner } from '../../../support/memory-secret-provisioner.ts';
import type { Actor } from './actor.ts';
import { CACHES_MS, LIMITS, MAX_LATENESS_MS, SLOW, STALE_MS } from './settings.ts';
import type { World } from './simulated-aws.ts';
import { digestOfText, type Subject } from './subject.ts';

const SECRET_FAULTS: readonly SecretFault[] = [
  'secrets-manager-unavailable',
  'throttled',
  'kms-denied',
  'too-many-versions',
];

/** The ports of one run. Each call waits for its verdict and then follows it. */
export function gatedDeps(world: World, actor: Actor, subject: Subject): RotationDeps {
  const call = async <Answer>(
    name: string,
    perform: () => Promise<Answer>,
    failure: () => Error,
    stale: () => Promise<Answer> = perform,
  ): Promise<Answer> => {
    const verdict = await actor.gate(name);
    if (verdict !== 'none') {
      world.counts.faults += 1;
      actor.isFaultless = false;
    }
    if (verdict === 'fails-before') throw failure();
    if (verdict === 'stale') return stale();
    if (verdict === 'twice') await perform();
    const answer = await perform();
    if (verdict === 'answer-lost') throw failure();
    return answer;
  };
  /** The values that this run has read, by version. */
  const shownTexts = new Map<string, string>();
  const storeFailure = () => new UnavailableError('the store is down');
  const secretFailure = () => {
    const fault =
      SECRET_FAULTS[(world.random(1)[0] ?? 0) % SECRET_FAULTS.length] ?? 'secrets-manager-unavailable';
    return new SecretStoreError(fault);
  };
  const changing = (perform: () => Promise<void>) => async () => {
    subject.remember(world.nowMs);
    await perform();
    subject.show(world.nowMs);
  };
  const { store, secrets } = world;
  const provisioner = createMemorySecretProvisioner(secrets, () => world.nowMs);

  return {
    store: {
      ...store,
      readKey: (id) => call('readKey', () => store.readKey(id), storeFailure),
      readOwner: (tenant, id) => call('readOwner', () => store.readOwner(tenant, id), storeFailure),
      readTenant: (id) => call('readTenant', () => store.readTenant(id), storeFailure),
      readManagedRecord: (id) => {
        actor.hasReread = false;
        return call('readManagedRecord', () => store.readManagedRecord(id), storeFailure);
      },
      commit: (change, event) => {
        if ('key' in change && change.key.id !== subject.keyId)
          world.violation ??= `invariant 11: a run for ${subject.keyId} wrote ${change.key.id}`;
        if (event.action === 'rotation.retired' && !actor.hasReread)
          world.violation ??= 'invariant 2: retired without a new read of the labels';
        return call('commit', () => world.commit(change, event), storeFailure);
      },
    },
    secrets: {
      describe: (arn) => {
        actor.hasReread = true;
        return call(
          'describe',
          () => secrets.describe(arn),
          secretFailure,
          async () => subject.before(world.nowMs - STALE_MS).description(),
        );
      },
      readVersion: (arn, versionId) =>
        call(
          'readVersion',
          async () => {
            const text = await secrets.readVersion(arn, versionId);
            if (text !== undefined) shownTexts.set(versionId, text);
            return text;
          },
          secretFailure,
          async () => subject.before(world.nowMs - STALE_MS).versions.get(versionId)?.text,
        ),
      putVersion: (arn, version) => {
        const shown = shownTexts.get(version.versionId);
        const isAccepted = subject.record.managed.versions.some(
          ({ versionId }) => versionId === version.versionId,
        );
        if ((shown !== undefined && shown !== version.text) || isAccepted)
          world.violation ??= `invariant 3: a value was generated for ${version.versionId}, which already has one`;
        subject.generated.add(digestOfText(version.text));
        return call(
          'putVersion',
          changing(() => secrets.putVersion(arn, version)),
          secretFailure,
        );
      },
      moveLabel: (arn, move) =>
        call(
          'moveLabel',
          changing(() => secrets.moveLabel(arn, move)),
          secretFailure,
        ),
      removeLabel: (arn, removal) =>
        call(
          'removeLabel',
          changing(() => secrets.removeLabel(arn, removal)),
          secretFailure,
        ),
      tagState: (arn, stateTag) => call('stateTag', () => secrets.tagState(arn, stateTag), secretFailure),
    },
    provisioner: {
      ...provisioner,
      policy: (arn) => call('policy', () => provisioner.policy(arn), secretFailure),
    },
    log: () => {},
    usage: {
      useDuring: (use) =>
        call(
          'useDuring',
          async () => useDuring(world, subject, use),
          () => new UnavailableError('the usage store is down'),
          async () =>
            (world.random(1)[0] ?? 0) % 2 === 0 ? 'undetermined' : delayedUseDuring(world, subject, use),
        ),
    },
    keyEvents: {
      publish: (keyEvent) =>
        call(
          'publish',
          async () => {
            subject.published.set(keyEvent.id, keyEvent.kind);
          },
          () => new UnavailableError('the notification target is down'),
        ),
    },
    limits: LIMITS,
    caller: { id: 'rotation', sourceAddress: '-' },
    profile: defaultProfile,
    codecs: CODECS,
    plans: defaultProfile.plans,
    clock: () => world.nowMs + actor.skewMs,
    random: world.random,
    backoff: async () => {},
  };
}

const CODECS = codecsOf(defaultProfile);

/** Derived from the decision log lines. Usage is undetermined while lines are not delivered. */
function useDuring(
  world: World,
  { record, shown }: Subject,
  { generation, fromMs, toMs }: Parameters<RotationDeps['usage']['useDuring']>[0],
): UseAnswer {
  const digest = record.key.credentials.find((each) => each.generation === generation)?.digest;
  if (digest === undefined || world.deliveryHealthySinceMs === undefined) return 'undetermined';
  const deliveredFromMs = Math.max(fromMs, world.deliveryHealthySinceMs);
  const isUsed =
    CACHES_MS.some((cacheMs) => shown.heldWithin(cacheMs, deliveredFromMs, toMs).has(digest)) ||
    slowCalls(deliveredFromMs, toMs).some((atMs) => shown.usedAt(SLOW.cacheMs, atMs).has(digest));
  if (isUsed) return 'used';
  return deliveredFromMs > fromMs ? 'undetermined' : 'unused';
}

/** The same from delayed log lines, which do not contain the latest uses. */
function delayedUseDuring(
  world: World,
  subject: Subject,
  { fromMs, toMs, ...use }: Parameters<RotationDeps['usage']['useDuring']>[0],
): UseAnswer {
  return useDuring(world, subject, { ...use, fromMs, toMs: Math.max(fromMs, toMs - MAX_LATENESS_MS) });
}

function slowCalls(fromMs: number, toMs: number): readonly number[] {
  const calls: number[] = [];
  for (let atMs = Math.ceil(fromMs / SLOW.everyMs) * SLOW.everyMs; atMs <= toMs; atMs += SLOW.everyMs)
    calls.push(atMs);
  return calls;
}
