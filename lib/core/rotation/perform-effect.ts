import { decide } from '../access/decide.ts';
import { createLookup } from '../access/lookup.ts';
import { digestSecret } from '../keys/digest.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import type { StepResult } from './blocked-reasons.ts';
import type { Effect, Fact } from './effect.ts';
import { publishEvents } from './publish-outbox.ts';
import { blockedReasonOf } from './record-failure.ts';
import { readOldUnused } from './retire.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { writePart } from './secret-drift.ts';
import { digestFor, payloadValue, secretText } from './secret-payload.ts';
import { SecretStoreError } from './secret-store.ts';
import type { RunMemory, Snapshot } from './snapshot.ts';
import { commitRecord } from './update-managed-key-with-retry.ts';

/** The secret texts that this run generated, by version ID. They are only in memory until one is stored. */
export type GeneratedTexts = Map<string, string>;

/**
 * Performs one effect.
 *
 * @returns the snapshot after it; `version-conflict` if the key was written by another run
 * @throws UnavailableError if the store does not respond
 */
export async function performEffect(
  deps: RotationDeps,
  snapshot: Snapshot,
  effect: Effect,
  generated: GeneratedTexts,
): Promise<Snapshot | 'version-conflict'> {
  try {
    return await perform(deps, snapshot, effect, generated);
  } catch (error) {
    if (error instanceof SecretStoreError) return afterSecretError(deps, snapshot, effect, error);
    throw error;
  }
}

async function perform(
  deps: RotationDeps,
  snapshot: Snapshot,
  effect: Effect,
  generated: GeneratedTexts,
): Promise<Snapshot | 'version-conflict'> {
  const { memory, record, values } = snapshot;
  const { secretArn, keyId } = record.managed;
  switch (effect.kind) {
    case 'read':
      return { ...snapshot, ...(await readFact(deps, snapshot, effect.fact)) };
    case 'read-value': {
      const { versionId } = effect;
      const value = await readValue(deps, snapshot, versionId);
      const after = { ...snapshot, values: { ...values, [versionId]: value } };
      return value ? remember(after, { filled: [...memory.filled, versionId] }) : after;
    }
    case 'verify':
      return verify(deps, snapshot, effect.versionId);
    case 'generate': {
      const { digest, text } = generateValue(deps, snapshot);
      generated.set(effect.versionId, text);
      return remember(snapshot, { generated: { ...memory.generated, [effect.versionId]: digest } });
    }
    case 'put-version': {
      const { versionId } = effect;
      const text = generated.get(versionId);
      if (text === undefined) throw new Error(`no value was generated for version ${versionId}`);
      await deps.secrets.putVersion(secretArn, { versionId, text, label: 'AWSPENDING' });
      return { ...snapshot, values: { ...values, [versionId]: { digest: memory.generated[versionId] } } };
    }
    case 'move-label': {
      const { from, to } = effect;
      await deps.secrets.moveLabel(secretArn, { label: 'AWSCURRENT', from, to });
      return remember({ ...snapshot, secret: undefined }, { movedTo: to });
    }
    case 'remove-pending':
      await deps.secrets.removeLabel(secretArn, { label: 'AWSPENDING', from: effect.versionId });
      return remember(snapshot, { cleared: effect.versionId });
    case 'tag-state':
      await deps.secrets.tagState(secretArn, effect.stateTag);
      return remember(snapshot, { tagged: effect.stateTag });
    case 'repair':
      await writePart(deps.provisioner, record.managed, effect.part);
      return remember(snapshot, { repaired: [...memory.repaired, effect.part] });
    case 'publish':
      return remember(snapshot, await publishEvents(deps.keyEvents, snapshot));
    case 'reject':
      return { ...snapshot, failure: effect.reason };
    case 'commit': {
      const { action, isOrder, log } = effect;
      const written = await commitRecord(deps, record, effect, snapshot.freeze);
      if (written === 'version-conflict') return 'version-conflict';
      if (log) deps.log(`${JSON.stringify(log)}\n`);
      const done: Partial<RunMemory> = {
        ...(isOrder && { ordered: written.managed.rotation?.versionId }),
        ...(action === 'rotation.drift-repaired' && { isRepairReported: true }),
      };
      // The secret is read again after the cleanup to confirm the label.
      const secret = action === 'rotation.cleaned-up' ? undefined : snapshot.secret;
      return remember({ ...snapshot, record: written, secret }, done);
    }
    default:
      return unknownEffect(effect, keyId);
  }
}

function unknownEffect(effect: never, keyId: string): never {
  throw new Error(`unknown effect for key ${keyId}: ${JSON.stringify(effect)}`);
}

function remember(snapshot: Snapshot, more: Partial<RunMemory>): Snapshot {
  return { ...snapshot, memory: { ...snapshot.memory, ...more } };
}

/** After a call that failed: the next read resolves some errors, and all others end the run. */
function afterSecretError(
  deps: RotationDeps,
  snapshot: Snapshot,
  effect: Effect,
  { fault }: SecretStoreError,
): Snapshot {
  const { keyId } = snapshot.record.managed;
  const logDrift = () => deps.log(`${JSON.stringify({ postern: 'secret-drift', keyId, failed: fault })}\n`);
  const { memory, values } = snapshot;
  switch (effect.kind) {
    case 'put-version': {
      if (fault !== 'value-differs') break;
      // The read was stale, or another run was faster: the stored value applies.
      const { [effect.versionId]: _unknown, ...others } = values;
      return remember({ ...snapshot, values: others }, { filled: [...memory.filled, effect.versionId] });
    }
    case 'move-label':
      if (fault !== 'label-elsewhere') break;
      return remember({ ...snapshot, secret: undefined }, { isLabelElsewhere: true });
    case 'remove-pending':
      if (fault !== 'label-elsewhere') break;
      // Already removed.
      return remember(snapshot, { cleared: effect.versionId });
    case 'tag-state':
      return remember(snapshot, { tagged: null });
    case 'repair':
      logDrift();
      return remember(snapshot, { unrepaired: [...memory.unrepaired, effect.part] });
    case 'read':
      if (effect.fact !== 'policy') break;
      logDrift();
      return remember(snapshot, { unrepaired: [...memory.unrepaired, 'policy'] });
  }
  return { ...snapshot, failure: blockedReasonOf(fault) };
}

async function readFact(
  deps: RotationDeps,
  { record, nowMs }: Snapshot,
  fact: Fact,
): Promise<Partial<Snapshot>> {
  const { key, managed } = record;
  switch (fact) {
    case 'secret': {
      const requestedAtMs = deps.clock();
      const description = await deps.secrets.describe(managed.secretArn);
      return { secret: { ...description, requestedAtMs, respondedAtMs: deps.clock() } };
    }
    case 'owner':
      return { owner: (await readBoundOwner(deps.store, key)) ?? null };
    case 'freeze':
      return { freeze: (await deps.store.readTenant(key.tenant))?.rotationFreeze ?? null };
    case 'usage':
      return { areOldUnused: await readOldUnused(deps, record, nowMs) };
    case 'policy':
      return { policy: await deps.provisioner.policy(managed.secretArn) };
  }
}

async function readValue({ secrets, codecs }: RotationDeps, { record }: Snapshot, versionId: string) {
  const text = await secrets.readVersion(record.managed.secretArn, versionId);
  if (text === undefined) return null;
  const payload = payloadValue(codecs.key, text);
  return { digest: payload && digestFor(record.key, payload) };
}

function generateValue({ codecs, random, profile }: RotationDeps, { record: { key } }: Snapshot) {
  const { secret } = codecs.key.generate(random);
  const value = codecs.key.compose({ environment: key.environment, keyId: key.id, secret });
  return { digest: digestSecret(key.id, secret), text: secretText(key, value, profile) };
}

/**
 * Checks the value of a version by the authorization path, with the current key and owner. Writes nothing, also no
 * decision line, so it does not count as use of the key.
 */
async function verify(deps: RotationDeps, snapshot: Snapshot, versionId: string): Promise<Snapshot> {
  const failure = await rejectionOf(deps, snapshot.record.managed.secretArn, versionId);
  return failure === undefined ? { ...snapshot, verified: versionId } : { ...snapshot, failure };
}

async function rejectionOf(
  deps: RotationDeps,
  secretArn: string,
  versionId: string,
): Promise<StepResult | undefined> {
  const text = await deps.secrets.readVersion(secretArn, versionId);
  if (text === undefined) return 'version-missing';
  const presented = payloadValue(deps.codecs.key, text);
  if (!presented) return 'unexpected-pending-value';
  // A suspended tenant does not stop rotations: its keys have current values when it is resumed.
  const records = await createLookup(deps.store, { tenantSuspension: false }).key(presented.keyId);
  const requirement = { kind: 'any-key' } as const;
  const { outcome } = decide({
    presented,
    ...records,
    requirement,
    sourceAddress: null,
    nowMs: deps.clock(),
  });
  switch (outcome) {
    case 'allowed':
      return undefined;
    case 'revoked':
      return 'key-revoked';
    case 'disabled':
    case 'deleted':
      return 'key-not-active';
    case 'expired':
      return 'key-expired';
    case 'owner-deactivated':
      return 'owner-deactivated';
    default:
      return 'test-failed';
  }
}
