import { beforeEach, expect, it } from 'vitest';
import { mindset } from '../../../lib/core/profiles/mindset.ts';
import { createSession } from '../../../lib/core/sessions/create.ts';
import { endSession } from '../../../lib/core/sessions/end.ts';
import type { Session } from '../../../lib/core/sessions/session.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const { clock, store, deps } = tenantForEachTest({ profile: mindset });
let session: Session;
let value: string;
let name: { tenant: string; key: string; id: string };

beforeEach(async () => {
  const { key } = await issue(deps);
  const created = await createSession(deps, ADA, {
    key: { ...key, generation: 1 },
    requiredPermission: 'read',
    user: 'visitor-1',
  });
  if (created.outcome !== 'created') throw new Error(`expected a session, got ${created.outcome}`);
  ({ session, value } = created);
  name = { tenant: 'acme', key: key.id, id: session.id };
});

it('denies an ended session from the next request on, and not its key', async () => {
  expect(await outcomeOf(deps, value)).toBe('allowed');
  clock.nowMs += 1000;
  const ended = { ...session, endedAtMs: NOON + 1000, version: 2 };
  expect(await endSession(deps, ADA, name)).toEqual({ outcome: 'done', session: ended });
  expect(await store.readSession(session.id)).toEqual(ended);
  expect(await outcomeOf(deps, value)).toBe('session-ended');
  expect(await store.readKey(session.key)).toMatchObject({ status: 'active', version: 1 });
});

it('writes one event with both states, and changes nothing on repetition', async () => {
  const eventsBefore = store.events.length;
  const results = await Promise.all(Array.from({ length: 64 }, () => endSession(deps, ADA, name)));
  clock.nowMs += 1000;
  results.push(await endSession(deps, ADA, name));
  for (const result of results) {
    expect(result).toMatchObject({ outcome: 'done', session: { endedAtMs: NOON, version: 2 } });
  }
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'session.ended',
      subject: { kind: 'session', id: session.id },
      caller: ADA,
      before: { endedAtMs: null },
      after: { endedAtMs: NOON },
    },
  ]);
});

it.each([{ tenant: 'beta' }, { key: 'another' }, { id: 'neverNever1234' }])(
  'reports a session of another key as not found: %o',
  async (other) => {
    const before = store.dump();
    expect(await endSession(deps, ADA, { ...name, ...other })).toEqual({ outcome: 'not-found' });
    expect(store.dump()).toBe(before);
  },
);
