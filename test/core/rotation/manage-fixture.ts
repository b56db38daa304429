import type { PublishedKeyEvent } from '../../../lib/core/rotation/key-events.ts';
import { manageKey } from '../../../lib/core/rotation/manage-key.ts';
import { reconcile } from '../../../lib/core/rotation/reconcile.ts';
import type { ManageDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { type SecretFault, SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import type { RequestedSettings } from '../../../lib/core/rotation/settings.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { interceptCalls } from '../../support/intercept-calls.ts';
import { createMemorySecretProvisioner } from '../../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../../support/memory-secrets.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore } from '../../support/memory-store.ts';
import { ADA, createTenantWithOwners, NEW_KEY } from '../../support/sample-tenant.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const TOKEN = { id: 'a'.repeat(64), bodyDigest: 'b' };

/** A tenant with owners, and the dependencies to manage their keys. */
export async function manageStage() {
  const clock = { nowMs: NOON };
  const memory = new MemoryState();
  const store = createMemoryStore({}, { state: memory });
  const secrets = createMemorySecrets();
  const published: PublishedKeyEvent[] = [];
  const deps: ManageDeps = {
    ...useCaseDeps(store, clock),
    secrets,
    provisioner: createMemorySecretProvisioner(secrets, () => clock.nowMs),
    usage: { useDuring: async () => 'undetermined' },
    log: () => {},
    keyEvents: { publish: async (keyEvent) => void published.push(keyEvent) },
    limits: {
      ...{ maxRunMs: MINUTE, clockSkewMs: MINUTE, propagationMs: MINUTE },
      ...{ rotationTimeoutMs: 6 * HOUR, resyncIntervalMs: HOUR },
    },
    caller: ADA,
    secretPrefix: 'postern/test/',
    authorizerCacheMs: 0,
    schedules: ['postern', 'secrets-manager'],
  };
  await createTenantWithOwners(deps);
  const secretOf = (keyId: string) => {
    const found = [...secrets.secrets].find(([arn]) => arn.includes(`/${keyId}-`));
    if (!found) throw new Error(`expected a secret of ${keyId}`);
    return found[1];
  };
  return {
    ...{ deps, store, memory, secrets, published, clock, secretOf },
    /** The current secret payload. */
    valueIn: (keyId: string) => {
      const secret = secretOf(keyId);
      const text = secret.versions.get(secret.holderOf('AWSCURRENT') ?? '')?.text ?? '{}';
      const held: unknown = JSON.parse(text);
      return typeof held === 'object' && held && 'value' in held ? String(held.value) : '';
    },
    outcome: (value: string) => outcomeOf(deps, value),
    sweep: async (keyId: string, afterMs: number) => {
      clock.nowMs += afterMs;
      return reconcile(deps, keyId);
    },
    state: async (keyId: string) => {
      const managed = await store.readManagedKey(keyId);
      if (!managed) throw new Error(`expected ${keyId} to be managed`);
      return managed;
    },
  };
}

/** Creates a managed key of `app`. */
export function manageNew(
  deps: ManageDeps,
  settings: RequestedSettings = {},
  token: typeof TOKEN | undefined = TOKEN,
) {
  const subject = { kind: 'new', input: NEW_KEY, token } as const;
  return manageKey(deps, { subject, settings, stack: null, replicas: [] });
}

/** Adopts an existing key. */
export function adopt(
  deps: ManageDeps,
  keyId: string,
  { settings = {}, stack = null }: { settings?: RequestedSettings; stack?: string | null } = {},
) {
  const subject = { kind: 'adopted', tenant: 'acme', keyId } as const;
  return manageKey(deps, { subject, settings, stack, replicas: [] });
}

export function managedIn(result: Awaited<ReturnType<typeof manageKey>>) {
  if (result.outcome !== 'done') throw new Error(`expected a managed key, got ${result.outcome}`);
  return result.managed;
}

/** The ways in which a call of a port fails. */
export type Fault = 'fails-before' | 'answer-lost';

/**
 * The same ports. The call with this number fails.
 *
 * @returns the ports and a counter of the calls
 */
export function interrupted(deps: ManageDeps, at: number, fault: Fault) {
  let calls = 0;
  const wrap = <Port extends object>(port: Port, failure: () => Error): Port =>
    interceptCalls(port, async (call) => {
      calls += 1;
      const isFaulty = calls === at;
      if (isFaulty && fault === 'fails-before') throw failure();
      const answer = await call();
      if (isFaulty) throw failure();
      return answer;
    });
  const secretFailure = () => new SecretStoreError('secrets-manager-unavailable' satisfies SecretFault);
  const storeFailure = () => new UnavailableError('the store is down');
  const broken: ManageDeps = {
    ...deps,
    store: wrap(deps.store, storeFailure),
    secrets: wrap(deps.secrets, secretFailure),
    provisioner: wrap(deps.provisioner, secretFailure),
    keyEvents: wrap(deps.keyEvents, storeFailure),
  };
  return { broken, calls: () => calls };
}
