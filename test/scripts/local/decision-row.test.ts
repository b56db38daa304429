import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DecisionLine } from '../../../lib/contracts/read-decision-line.ts';
import { OUTCOMES } from '../../../lib/core/access/outcomes.ts';
import { decisionRow, HEADING } from '../../../scripts/local/decision-row.ts';

function decision(fields: Partial<DecisionLine> = {}) {
  const line: DecisionLine = {
    postern: 'decision',
    outcome: 'allowed',
    via: 'authorizer',
    method: 'GET',
    route: '/orders/{id}',
    sourceAddress: '127.0.0.1',
    tenant: 'acme',
    key: 'jTN6XdQFd2VF',
    ms: 2,
    ...fields,
  };
  return { line, atMs: Date.UTC(2026, 2, 1, 23, 5, 9) };
}

it('shows time, outcome, key, request and duration', () => {
  expect(decisionRow(decision(), false).split(/ +/)).toEqual([
    '23:05:09',
    'allowed',
    'acme',
    'jTN6XdQFd2VF',
    'GET',
    '/orders/{id}',
    '2.0',
  ]);
});

it('has dashes for missing values of a request without a key', () => {
  const row = decisionRow(decision({ outcome: 'missing', tenant: undefined, key: undefined }), false);
  expect(row).toMatch(/^23:05:09 {2}missing +- +- +GET /);
});

it.each(OUTCOMES)('is aligned with its heading for the outcome %s', (outcome) => {
  const row = stripVTControlCharacters(decisionRow(decision({ outcome, ms: 1234.56 }), true));
  expect(row.indexOf('acme')).toBe(HEADING.indexOf('TENANT'));
  expect(row.indexOf('/orders')).toBe(HEADING.indexOf('ROUTE'));
  expect(row.length).toBe(HEADING.length);
});

it.each(OUTCOMES)('%s has its colour, and none if colours are disabled', (outcome) => {
  const colours = new Map<string, number>([
    ['allowed', 32],
    ['unavailable', 33],
  ]);
  const colour = `\x1b[${colours.get(outcome) ?? 31}m${outcome}\x1b[39m`;
  expect(decisionRow(decision({ outcome }), true)).toContain(colour);
  expect(decisionRow(decision({ outcome }), false)).toBe(
    stripVTControlCharacters(decisionRow(decision({ outcome }), true)),
  );
});

it('contains no control characters or line breaks', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\x1b[2J', '\r', '\n', '\u009b', '\u202e'), fc.string()),
  });
  fc.assert(
    fc.property(text, text, text, text, (tenant, key, method, route) => {
      expect(decisionRow(decision({ tenant, key, method, route }), false)).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u,
      );
    }),
  );
});
