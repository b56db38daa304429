import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import type { PublishedKeyEvent } from '../../../lib/core/rotation/key-events.ts';
import { reconcile } from '../../../lib/core/rotation/reconcile.ts';
import type { RotationDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { payloadValue } from '../../../lib/core/rotation/secret-payload.ts';
import { type SecretFault, SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { eventOf, managedKeyOf, NOON } from '../../support/entities.ts';
import { createMemorySecretProvisioner } from '../../support/memory-secret-provisioner.ts';
import { createMemorySecrets, MemorySecret } from '../../support/memory-secrets.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, issue } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FIRST = '1'.repeat(32);

/** A managed key whose first value is current everywhere, an hour before its rotation is due. */
export async function managedStage(owner = 'app') {
  const clock = { nowMs: NOON };
  const store = createMemoryStore();
  const secrets = createMemorySecrets();
  const { putVersion } = secrets;
  const published: PublishedKeyEvent[] = [];
  const deps: RotationDeps = {
    ...useCaseDeps(store, clock),
    secrets,
    provisioner: createMemorySecretProvisioner(secrets, () => clock.nowMs),
    log: () => {},
    usage: { useDuring: async () => 'undetermined' },
    keyEvents: { publish: async (keyEvent) => void published.push(keyEvent) },
    limits: {
      maxRunMs: MINUTE,
      clockSkewMs: MINUTE,
      propagationMs: MINUTE,
      rotationTimeoutMs: 6 * HOUR,
      resyncIntervalMs: HOUR,
    },
    caller: ADA,
  };
  await createTenantWithOwners(deps);
  const { key, value } = await issue(deps, { owner });
  const managed = managedKeyOf(key.id, {
    versions: [{ versionId: FIRST, generation: 1, sinceMs: NOON }],
    current: FIRST,
    rotateAtMs: NOON + HOUR,
    overlapMs: HOUR + MINUTE,
  });
  await store.commit({ kind: 'update-key', key: { ...key, version: 2 }, managed }, eventOf('acme'));
  const text = JSON.stringify({ keyId: key.id, value, header: 'authorization', scheme: 'Bearer' });
  const secret = new MemorySecret(() => clock.nowMs, FIRST, text);
  Object.assign(secret, { stateTag: 'managed', tags: { keyId: key.id, tenant: 'acme' } });
  secrets.secrets.set(managed.secretArn, secret);
  await reconcile(deps, key.id);

  const valueIn = (versionId: string | undefined) => {
    const held: unknown = JSON.parse(secret.versions.get(versionId ?? '')?.text ?? '{}');
    return typeof held === 'object' && held && 'value' in held ? String(held.value) : '';
  };
  return {
    ...{
      deps,
      store,
      secrets,
      secret,
      published,
      clock,
      keyId: key.id,
      secretArn: managed.secretArn,
      first: FIRST,
    },
    firstValue: value,
    keyName: { tenant: 'acme', id: key.id },
    currentValue: () => valueIn(secret.holderOf('AWSCURRENT')),
    outcome: (presented: string) => outcomeOf(deps, presented),
    state: () => store.readManagedKey(key.id),
    kinds: () => published.map(({ kind }) => kind),
    /** Advances the clock and runs the sweep. */
    sweep: async (afterMs: number) => {
      clock.nowMs += afterMs;
      return reconcile(deps, key.id);
    },
    /** Makes each put of a version fail with this fault; undefined restores the port. */
    breakWrites: (fault: SecretFault | undefined) => {
      secrets.putVersion = fault ? () => Promise.reject(new SecretStoreError(fault)) : putVersion;
    },
  };
}

const codec = codecsOf(defaultProfile).key;

/** A well-formed value of a key that Postern did not generate. */
export function forgedText(keyId: string): string {
  const { secret } = codec.generate((count) => new Uint8Array(count).fill(7));
  const value = codec.compose({ environment: 'live', keyId, secret });
  if (!payloadValue(codec, JSON.stringify({ value }))) throw new Error('expected a well-formed value');
  return JSON.stringify({ keyId, value, header: 'authorization', scheme: 'Bearer' });
}
