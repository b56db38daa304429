import { expect, it } from 'vitest';
import { summarizeEntries } from '../../../lib/core/usage/summarize-entries.ts';
import { NOON } from '../../support/entities.ts';
import { decided } from '../../support/logged-decisions.ts';

const FROM = NOON - 86_400_000;
const LATEST = {
  ...decided({ atMs: NOON - 1, outcome: 'expired' }),
  via: 'authorizer' as const,
  tenant: 'acme',
  key: 'k1',
};

it.each([
  ['the requested time if the log was read completely', [LATEST], undefined, FROM],
  ['the oldest entry that was read if there are more', [LATEST], 'next', NOON - 1],
  ['the present if no entry was found in the part that was read', [], 'next', NOON],
])('contains all entries since %s', async (_, items, next, sinceMs) => {
  const store = { listAccessLog: async () => ({ items, next }) };
  const summary = await summarizeEntries(store, { tenant: 'acme' }, { fromMs: FROM, nowMs: NOON });
  expect(summary.sinceMs).toBe(sinceMs);
});
