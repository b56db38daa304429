import { expect, it } from 'vitest';
import { DIGEST_VERSION, digestSecret } from '../../../lib/core/keys/digest.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { REMEDIATION, SECRETS_MANAGER_ERRORS } from '../../../lib/core/rotation/blocked-reasons.ts';
import { SecretStoreError } from '../../../lib/core/rotation/secret-store.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { ADA } from '../../support/sample-tenant.ts';
import { forgedText, managedStage } from './fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it.each(SECRETS_MANAGER_ERRORS)(
  'keeps the old value accepted after %s, reports it once with the next step, and recovers',
  async (fault) => {
    const { sweep, breakWrites, outcome, firstValue, currentValue, published, state } = await managedStage();
    breakWrites(fault);
    for (const afterMs of [HOUR, MINUTE, MINUTE]) await sweep(afterMs);
    expect(await outcome(firstValue)).toBe('allowed');
    expect(currentValue()).toBe(firstValue);
    expect(published.filter(({ kind }) => kind === 'rotation.failed')).toMatchObject([{ reason: fault }]);
    expect((await state())?.blocked?.reason).toBe(fault);
    expect(REMEDIATION[fault].message).toMatch(/\.$/);

    breakWrites(undefined);
    await sweep(MINUTE);
    expect(currentValue()).not.toBe(firstValue);
    expect((await state())?.blocked).toBeNull();
  },
);

it('never accepts a forged pending value, abandons the rotation and starts another one', async () => {
  const { sweep, breakWrites, secret, outcome, keyId, kinds, state, published, currentValue, firstValue } =
    await managedStage();
  breakWrites('secrets-manager-unavailable');
  await sweep(HOUR);
  const forged = forgedText(keyId);
  secret.put((await state())?.rotation?.versionId ?? '', forged, 'AWSPENDING');
  breakWrites(undefined);
  await sweep(MINUTE);
  expect(published.at(-1)).toMatchObject({ kind: 'rotation.failed', reason: 'unexpected-pending-value' });
  expect(await outcome(JSON.parse(forged).value)).toBe('unknown');

  await sweep(6 * HOUR);
  await sweep(4 * MINUTE);
  expect(kinds()).toEqual(expect.arrayContaining(['rotation.timed-out', 'rotation.abandoned']));
  expect(secret.holderOf('AWSPENDING')).toBeUndefined();
  await sweep(90 * 24 * HOUR);
  expect(currentValue()).not.toBe(firstValue);
  expect(await outcome(currentValue())).toBe('allowed');
});

it.each([
  ['the owner is deactivated', 'owner-deactivated'],
  ['the key is disabled', 'key-not-active'],
] as const)('does not rotate while %s', async (what, reason) => {
  const { deps, keyName, sweep, currentValue, firstValue, published, secret, state } = await managedStage();
  if (reason === 'owner-deactivated') await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  else await disableKey(deps, ADA, keyName);
  await sweep(HOUR);
  await sweep(25 * HOUR);
  expect(currentValue(), what).toBe(firstValue);
  expect(published.map((each) => [each.kind, each.reason])).toEqual([['rotation.failed', reason]]);
  const stateTag = reason === 'owner-deactivated' ? reason : 'managed';
  expect([secret.stateTag, (await state())?.stateTag]).toEqual([stateTag, stateTag]);
});

it('tags the secret once Secrets Manager accepts the tag, and only once', async () => {
  const { deps, keyName, secrets, sweep, secret } = await managedStage();
  const { tagState } = secrets;
  let taggings = 0;
  secrets.tagState = () => Promise.reject(new SecretStoreError('throttled'));
  await revokeKey(deps, ADA, keyName, 'unspecified');
  expect(await sweep(MINUTE)).toBe('done');
  secrets.tagState = async (...args) => {
    taggings += 1;
    await tagState(...args);
  };
  for (const afterMs of [HOUR, HOUR]) await sweep(afterMs);
  expect([secret.stateTag, taggings]).toEqual(['key-revoked', 1]);
});

it('keeps a revoked key revoked, and reports once that its secret contains a rejected value', async () => {
  const { deps, keyName, sweep, outcome, firstValue, kinds } = await managedStage();
  await revokeKey(deps, ADA, keyName, 'compromised');
  for (const afterMs of [HOUR, MINUTE, 25 * HOUR]) await sweep(afterMs);
  expect(await outcome(firstValue)).toBe('revoked');
  expect(kinds()).toEqual(['secret.value-rejected']);
});

it('reports an invalid current value once, keeps all credentials, and recovers after the value is corrected', async () => {
  const { sweep, secret, first, outcome, firstValue, kinds, state } = await managedStage();
  const junk = '2'.repeat(32);
  secret.put(junk, 'junk', 'AWSCURRENT');
  for (const afterMs of [MINUTE, MINUTE, 10 * MINUTE]) await sweep(afterMs);
  expect(await outcome(firstValue)).toBe('allowed');
  expect(kinds().filter((kind) => kind === 'secret.value-rejected')).toHaveLength(1);

  secret.move('AWSCURRENT', junk, first);
  await sweep(MINUTE);
  expect(await state()).toMatchObject({ blocked: null, current: first });
});

it('adopts the version of a late finish step whose rotation was abandoned', async () => {
  const { sweep, secrets, outcome, firstValue, currentValue, kinds } = await managedStage();
  const { moveLabel } = secrets;
  secrets.moveLabel = async (...move) => {
    secrets.moveLabel = moveLabel;
    await sweep(6 * HOUR);
    expect(kinds()).toContain('rotation.timed-out');
    await moveLabel(...move);
  };
  await sweep(HOUR);
  expect(currentValue()).not.toBe(firstValue);
  await sweep(10 * MINUTE);
  expect(kinds()).toContain('rotation.finished');
  expect(kinds()).not.toContain('rotation.abandoned');
  expect(await outcome(currentValue())).toBe('allowed');
});

it('keeps key events and their IDs until the target is available', async () => {
  const { deps, sweep, published, state } = await managedStage();
  const { publish } = deps.keyEvents;
  deps.keyEvents.publish = async () => {
    throw new UnavailableError('down');
  };
  await sweep(HOUR);
  const waiting = (await state())?.outbox ?? [];
  expect(waiting.map(({ kind }) => kind)).toEqual(['rotation.started', 'rotation.finished']);
  deps.keyEvents.publish = publish;
  await sweep(MINUTE);
  expect(published.map(({ kind }) => kind)).toEqual(['rotation.started', 'rotation.finished']);
  expect(new Set(published.map(({ id }) => id)).size).toBe(2);
  expect((await state())?.outbox).toEqual([]);
});

const DAY = 24 * HOUR;
type Stage = Awaited<ReturnType<typeof managedStage>>;

/** Blocked reasons of the key itself, each with its cause and its fix. */
const LATCHES: Record<
  string,
  { begin: (stage: Stage) => Promise<unknown>; end: (stage: Stage) => Promise<unknown> }
> = {
  'key-not-active': {
    begin: ({ deps, keyName }) => disableKey(deps, ADA, keyName),
    end: ({ deps, keyName }) => enableKey(deps, ADA, keyName),
  },
  'key-expired': {
    begin: ({ deps, keyName, clock }) => updateKey(deps, ADA, keyName, { expiresAtMs: clock.nowMs + 1 }),
    end: ({ deps, keyName }) => updateKey(deps, ADA, keyName, { expiresAtMs: null }),
  },
  'too-many-credentials': {
    begin: async ({ store, keyId }) => addCredentials(store, keyId, 3),
    end: async ({ store, keyId }) => addCredentials(store, keyId, 0),
  },
};

it.each(Object.keys(LATCHES))('reports %s again if it recurs after it was cleared', async (reason) => {
  const stage = await managedStage();
  const { begin, end } = LATCHES[reason] ?? {};
  const { sweep, published, state } = stage;
  for (let times = 1; times <= 2; times += 1) {
    await begin?.(stage);
    for (let days = 0; days < 91; days += 1) await sweep(DAY);
    expect((await state())?.blocked?.reason).toBe(reason);
    expect(published.filter((each) => each.reason === reason)).toHaveLength(times);
    await end?.(stage);
    await sweep(HOUR);
    expect((await state())?.blocked).toBeNull();
    for (let days = 0; days < 2; days += 1) await sweep(DAY);
  }
});

/** Adds values to the key, as several stacks or manual changes do. */
async function addCredentials(store: Stage['store'], keyId: string, count: number) {
  const [key, managed] = [await store.readKey(keyId), await store.readManagedKey(keyId)];
  if (!key || !managed) throw new Error('expected a managed key');
  const held = managed.versions.map(({ generation }) => generation);
  const own = key.credentials.filter(({ generation }) => held.includes(generation));
  const more = Array.from({ length: count }, (_, n) => ({
    ...{
      generation: 1000 + n,
      digestVersion: DIGEST_VERSION,
      digest: digestSecret(keyId, `${n}`),
      endsAtMs: NOON + 3650 * DAY,
    },
  }));
  const next = { ...key, credentials: [...own, ...more], version: key.version + 1 };
  await store.commit({ kind: 'update-key', key: next, managed }, eventOf('acme'));
}
