import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../../lib/core/usage/delivery.ts';
import { fold } from '../../../lib/core/usage/fold.ts';
import { MAX_FUTURE_SKEW_MS, MAX_LATENESS_MS } from '../../../lib/core/usage/limits.ts';
import type { LoggedDecision } from '../../../lib/core/usage/logged-decision.ts';
import { NOON } from '../../support/entities.ts';
import { decided, probe } from '../../support/logged-decisions.ts';

const AUTHORIZER: Source = { logGroup: 'a', via: 'authorizer', probed: true };
const GUARD: Source = { logGroup: 'g', via: 'guard', probed: false };

function folded(decisions: readonly LoggedDecision[], source = AUTHORIZER) {
  return fold({ logGroup: source.logGroup, decisions, unread: 0 }, source, NOON);
}

const lines = [
  decided(),
  decided({ outcome: 'expired', atMs: NOON - 9 }),
  decided({ key: 'k2' }),
  probe(NOON),
];

it('folds lines to the same result for any order and repetition within a delivery', () => {
  const expected = folded(lines);
  fc.assert(
    fc.property(fc.shuffledSubarray([...lines, ...lines], { minLength: 8 }), (shuffled) => {
      expect(folded(shuffled)).toEqual(expected);
    }),
  );
});

it('groups lines by key in chronological order', () => {
  const [first, second] = folded(lines).keys;
  expect(first?.decisions.map(({ outcome }) => outcome)).toEqual(['expired', 'allowed']);
  expect([first?.key, second?.key]).toEqual(['k1', 'k2']);
  expect(folded(lines).probesMs).toEqual([NOON]);
});

it('counts denials without a key ID for no key', () => {
  const { keys, unattributed } = folded([decided({ outcome: 'missing', key: undefined, tenant: undefined })]);
  expect([keys, unattributed]).toMatchObject([[], [{ outcome: 'missing' }]]);
});

describe('ignored lines', () => {
  it.each([
    ['from the future', decided({ atMs: NOON + MAX_FUTURE_SKEW_MS + 1 })],
    ['from long ago', decided({ atMs: NOON - MAX_LATENESS_MS })],
    ["of an authorizer in a guard's log", decided({ via: 'authorizer' }), GUARD],
    ["that probes in a guard's log", probe(NOON), GUARD],
    ["of a guard in an authorizer's log", decided({ via: 'guard' })],
    ['of a verification', decided({ via: 'verify' })],
  ])('%s', (_, line, source = AUTHORIZER) => {
    expect(folded([line], source)).toMatchObject({ keys: [], unattributed: [], probesMs: [], dropped: 1 });
  });
});

it('gives a repeated delivery the same batch ID, and another delivery a different one', () => {
  expect(folded(lines.toReversed()).batch).toBe(folded(lines).batch);
  expect(folded(lines.slice(1)).batch).not.toBe(folded(lines).batch);
});
