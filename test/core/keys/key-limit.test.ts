import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deleteKey, restoreKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import { type IssueKeyInput, issueKey } from '../../../lib/core/keys/issue.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { listOwnKeys } from '../../../lib/core/keys/self-service.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { UnexpectedItemError } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { NOON } from '../../support/entities.ts';
import { MemoryState } from '../../support/memory-state.ts';
import { createMemoryStore, type Faults } from '../../support/memory-store.ts';
import { ADA, createChild, createTenantWithOwners, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { type ManualClock, useCaseDeps } from '../../support/use-case-deps.ts';

const APP = { tenant: 'acme', id: 'app' };
const HOUR_MS = 3_600_000;

/** A tenant whose owner `app` has a maximum number of keys. */
async function withMaximum(maxKeys: number, faults: Faults = {}) {
  const clock: ManualClock = { nowMs: NOON };
  const state = new MemoryState();
  const store = createMemoryStore(faults, { state });
  const deps = useCaseDeps(store, clock);
  await createTenantWithOwners(deps);
  await updateOwner(deps, ADA, APP, { maxKeys });
  return { clock, state, store, deps };
}

const tryIssue = async (deps: UseCaseDeps, given: Partial<IssueKeyInput> = {}) =>
  (await issueKey(deps, ADA, { ...NEW_KEY, ...given })).outcome;
const named = ({ id }: { readonly id: string }) => ({ tenant: 'acme', id });

it('issues exactly 20 of 64 concurrent keys of an owner with at most 20, in every order', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const faults: Faults = {};
    const { deps, store } = await withMaximum(20, faults);
    const wait = () => scheduler.schedule(Promise.resolve());
    Object.assign(faults, { beforeRead: wait, beforeCommit: wait });
    const outcomes = await scheduler.waitFor(Promise.all(Array.from({ length: 64 }, () => tryIssue(deps))));
    Object.assign(faults, { beforeRead: undefined, beforeCommit: undefined });

    expect(outcomes.filter((outcome) => outcome === 'issued')).toHaveLength(20);
    expect(outcomes.filter((outcome) => outcome === 'key-limit-reached')).toHaveLength(44);
    expect(await store.readKeyCount(APP)).toBe(20);
  });
  await fc.assert(property, { numRuns: 5 });
});

it('has exactly 3 keys if a key is restored and others are created concurrently, in every order', async () => {
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const faults: Faults = {};
    const { deps, store } = await withMaximum(3, faults);
    const { key } = await issue(deps);
    await issue(deps);
    await deleteKey(deps, ADA, named(key));
    const wait = () => scheduler.schedule(Promise.resolve());
    Object.assign(faults, { beforeRead: wait, beforeCommit: wait });
    const restoring = restoreKey(deps, ADA, named(key));
    const issuing = [tryIssue(deps), tryIssue(deps), tryIssue(deps)];
    await scheduler.waitFor(Promise.all([restoring, ...issuing]));
    Object.assign(faults, { beforeRead: undefined, beforeCommit: undefined });

    const keys = await listOwnKeys(store, { tenant: 'acme', owner: 'app' });
    expect(keys).toHaveLength(3);
    expect([...(await store.readCountedKeys(APP))].sort()).toEqual(keys.map(({ id }) => id).sort());
  });
  await fc.assert(property, { numRuns: 300 });
});

describe('an owner with its maximum number of keys', () => {
  it('has no further key by any creation', async () => {
    const { deps } = await withMaximum(1);
    const { key } = await issue(deps);

    expect(await tryIssue(deps)).toBe('key-limit-reached');
    expect((await renewKey(deps, ADA, named(key))).outcome).toBe('key-limit-reached');
    expect((await createChild(deps, key)).outcome).toBe('key-limit-reached');
    expect(await tryIssue(deps, { owner: 'dev' })).toBe('issued');
  });

  it('has a key replaced', async () => {
    const { deps, store } = await withMaximum(1);
    const { key } = await issue(deps);

    const replaced = await replaceKey(deps, ADA, named(key));
    expect(replaced.outcome).toBe('issued');
    expect(await store.readKeyCount(APP)).toBe(1);
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });

  it('has no replacement of a deleted key, because that does not count', async () => {
    const { deps } = await withMaximum(1);
    const { key } = await issue(deps);
    await deleteKey(deps, ADA, named(key));
    await issue(deps);

    expect((await replaceKey(deps, ADA, named(key))).outcome).toBe('key-limit-reached');
  });

  it('has another key after a revocation, a deletion or an expiry, without a write to the count', async () => {
    const { clock, deps } = await withMaximum(3);
    const [revoked, deleted] = [await issue(deps), await issue(deps)];
    await issue(deps, { expiresAtMs: NOON + HOUR_MS });
    expect(await tryIssue(deps)).toBe('key-limit-reached');

    await revokeKey(deps, ADA, named(revoked.key), 'unspecified');
    expect(await tryIssue(deps)).toBe('issued');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
    await deleteKey(deps, ADA, named(deleted.key));
    expect(await tryIssue(deps)).toBe('issued');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
    clock.nowMs = NOON + HOUR_MS - 1;
    expect(await tryIssue(deps)).toBe('key-limit-reached');
    clock.nowMs = NOON + HOUR_MS;
    expect(await tryIssue(deps)).toBe('issued');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });

  it('has another key in place of one that was lost, although its count was left', async () => {
    const { state, store, deps } = await withMaximum(1);
    const { key } = await issue(deps);
    state.keys.delete(key.id);

    expect(await tryIssue(deps)).toBe('issued');
    expect(await store.readKeyCount(APP)).toBe(1);
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });

  it('has another key in place of an ended one, although a key of the owner cannot be decoded', async () => {
    const { deps } = await withMaximum(2);
    const [unreadable, ended] = [await issue(deps), await issue(deps)];
    await revokeKey(deps, ADA, named(ended.key), 'unspecified');
    const readKey = async (id: string) => {
      if (id === unreadable.key.id) throw new UnexpectedItemError('the item has another form');
      return deps.store.readKey(id);
    };
    const withUnreadable = { ...deps, store: { ...deps.store, readKey } };

    expect(await tryIssue(withUnreadable)).toBe('issued');
    expect(await tryIssue(withUnreadable)).toBe('key-limit-reached');
  });

  it('counts a disabled key, so that enabling it needs no room', async () => {
    const { deps } = await withMaximum(1);
    const { key } = await issue(deps);
    await disableKey(deps, ADA, named(key));

    expect(await tryIssue(deps)).toBe('key-limit-reached');
    expect((await enableKey(deps, ADA, named(key))).outcome).toBe('done');
  });

  it('has no deleted key restored, until another one has ended', async () => {
    const { deps } = await withMaximum(1);
    const { key } = await issue(deps);
    await deleteKey(deps, ADA, named(key));
    const other = await issue(deps);

    expect((await restoreKey(deps, ADA, named(key))).outcome).toBe('key-limit-reached');
    await revokeKey(deps, ADA, named(other.key), 'unspecified');
    expect((await restoreKey(deps, ADA, named(key))).outcome).toBe('done');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });

  it('has no expired key revived by a later expiry, until another one has ended', async () => {
    const { clock, deps } = await withMaximum(1);
    const { key } = await issue(deps, { expiresAtMs: NOON + HOUR_MS });
    const extend = async () =>
      (await updateKey(deps, ADA, named(key), { expiresAtMs: NOON + 3 * HOUR_MS })).outcome;
    clock.nowMs = NOON + HOUR_MS;
    const other = await issue(deps);

    expect(await extend()).toBe('key-limit-reached');
    await revokeKey(deps, ADA, named(other.key), 'unspecified');
    expect(await extend()).toBe('done');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });

  it('keeps its keys if the maximum becomes lower, and has another one when fewer are left', async () => {
    const { deps } = await withMaximum(3);
    const keys = [await issue(deps), await issue(deps), await issue(deps)];
    await updateOwner(deps, ADA, APP, { maxKeys: 2 });

    expect((await updateKey(deps, ADA, named(keys[0]?.key ?? APP), { name: 'CD' })).outcome).toBe('done');
    for (const { key } of keys.slice(0, 2)) {
      expect(await tryIssue(deps)).toBe('key-limit-reached');
      await revokeKey(deps, ADA, named(key), 'unspecified');
    }
    expect(await tryIssue(deps)).toBe('issued');
  });

  it('counts keys that were created before the owner had a maximum', async () => {
    const { deps } = await withMaximum(5);
    await updateOwner(deps, ADA, APP, { maxKeys: null });
    for (let created = 0; created < 40; created += 1) {
      const { key } = await issue(deps);
      if (created >= 2) await revokeKey(deps, ADA, named(key), 'unspecified');
    }
    await updateOwner(deps, ADA, APP, { maxKeys: 3 });

    expect(await tryIssue(deps)).toBe('issued');
    expect(await tryIssue(deps)).toBe('key-limit-reached');
  });
});

describe('the maximum number of keys', () => {
  it('is that of the plan, unless the owner has its own', async () => {
    const { deps } = await withMaximum(1);
    const plans = { free: { maxKeys: 2 } };
    const withPlan = { ...deps, plans };
    await updateOwner(withPlan, ADA, APP, { maxKeys: null, plan: 'free' });
    await issue(withPlan);
    await issue(withPlan);
    expect(await tryIssue(withPlan)).toBe('key-limit-reached');

    await updateOwner(withPlan, ADA, APP, { maxKeys: 3 });
    expect(await tryIssue(withPlan)).toBe('issued');
    expect(await tryIssue(withPlan)).toBe('key-limit-reached');
  });

  it.each([0, 1001, 1.5, -1])('is rejected by every entrance if it is %d', async (maxKeys) => {
    const { deps } = await withMaximum(1);
    const result = await updateOwner(deps, ADA, APP, { maxKeys });
    expect(result).toEqual({ outcome: 'settings-out-of-bounds' });
  });
});
