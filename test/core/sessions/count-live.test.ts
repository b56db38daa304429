import { beforeEach, expect, it } from 'vitest';
import { deleteKey } from '../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../lib/core/keys/disable.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { countLiveSessions } from '../../../lib/core/sessions/count-live.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { endSession } from '../../../lib/core/sessions/end.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { useCaseDeps } from '../../support/use-case-deps.ts';

const HOUR_MS = 60 * 60 * 1000;
let { clock, store, deps } = tenantForEachTest();
let key: Key;

beforeEach(async () => {
  deps = { ...useCaseDeps(store, clock), profile: mindset, codecs: codecsOf(mindset) };
  ({ key } = await issue(deps));
});

async function makeSession(lastsMs?: number): Promise<string> {
  const made = await createSession(deps, ADA, {
    key: { ...key, generation: 1 },
    requiredPermission: 'read',
    user: 'u',
    lastsMs,
  });
  if (made.outcome !== 'created') throw new Error(made.outcome);
  return made.session.id;
}

async function counted() {
  const stored = await store.readKey(key.id);
  return stored && countLiveSessions(deps, stored);
}

it('does not count expired and ended sessions, and returns the last expiry', async () => {
  expect(await counted()).toEqual({ count: 0, untilMs: null });
  await makeSession(HOUR_MS);
  await makeSession(2 * HOUR_MS);
  const id = await makeSession(3 * HOUR_MS);
  expect(await counted()).toEqual({ count: 3, untilMs: NOON + 3 * HOUR_MS });
  await endSession(deps, ADA, { tenant: 'acme', key: key.id, id });
  expect(await counted()).toEqual({ count: 2, untilMs: NOON + 2 * HOUR_MS });
  clock.nowMs = NOON + HOUR_MS;
  expect(await counted()).toEqual({ count: 1, untilMs: NOON + 2 * HOUR_MS });
});

it('counts sessions after a deletion, and none after a revocation unless it keeps them', async () => {
  await makeSession();
  const name = { tenant: 'acme', id: key.id };
  await deleteKey(deps, ADA, name);
  expect(await counted()).toMatchObject({ count: 1 });
  await revokeKey(deps, ADA, name, 'superseded', false);
  expect(await counted()).toMatchObject({ count: 1 });
  expect((await store.readKey(key.id))?.revocation).toMatchObject({
    reason: 'superseded',
    endSessions: false,
  });
  await revokeKey(deps, ADA, name, 'unspecified');
  expect(await counted()).toEqual({ count: 0, untilMs: null });
  const stored = await store.readKey(key.id);
  expect(stored?.revocation).toEqual({ atMs: NOON, by: ADA.id, reason: 'superseded' });
  await revokeKey(deps, ADA, name, 'unspecified', false);
  expect(await store.readKey(key.id)).toEqual(stored);
});

it('counts no sessions of a disabled key until it is enabled again', async () => {
  await makeSession();
  await disableKey(deps, ADA, { tenant: 'acme', id: key.id });
  expect(await counted()).toEqual({ count: 0, untilMs: null });
  await enableKey(deps, ADA, { tenant: 'acme', id: key.id });
  expect(await counted()).toMatchObject({ count: 1 });
});

it('counts none for a profile without sessions, and reads nothing', async () => {
  const none = { ...deps, codecs: { ...deps.codecs, session: null } };
  expect(await countLiveSessions(none, key)).toBeUndefined();
});
