import { describe, expect, it } from 'vitest';
import { type DecidedRequest, decisionLine } from '../../lib/contracts/decision-line.ts';
import { readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { OUTCOMES } from '../../lib/core/access/outcomes.ts';
import { issuedKey } from '../../scripts/samples/issued-key.ts';

const request: DecidedRequest = {
  via: 'authorizer',
  method: 'GET',
  route: '/hello',
  requestId: undefined,
  sourceAddress: '127.0.0.1',
  permission: 'read',
};
const written = decisionLine({ outcome: 'unknown' }, request, 1.26);

it('reads back the decision line of a denial without a key', () => {
  expect(readDecisionLine(written)).toEqual({
    postern: 'decision',
    outcome: 'unknown',
    via: 'authorizer',
    method: 'GET',
    route: '/hello',
    sourceAddress: '127.0.0.1',
    permission: 'read',
    ms: 1.3,
  });
});

it('reads back the limit of a denial, and that limits could not be charged', () => {
  const limit = { name: 'monthly', headers: {} };
  const denied = decisionLine({ outcome: 'quota-exceeded', limit }, request, 1);
  expect(readDecisionLine(denied)).toMatchObject({ outcome: 'quota-exceeded', limit: 'monthly' });
  const { key } = issuedKey();
  const access = { permissions: [], plan: null, ownerLimits: [], generation: 1 };
  const allowed = decisionLine({ outcome: 'allowed', key, ...access, limiterUnavailable: true }, request, 1);
  expect(readDecisionLine(allowed)).toMatchObject({ outcome: 'allowed', limiterUnavailable: true });
});

it.each(OUTCOMES)('reads the outcome %s', (outcome) => {
  const line = { ...JSON.parse(written), outcome, tenant: 'acme', key: 'k1', generation: 1 };
  expect(readDecisionLine(JSON.stringify(line))).toEqual(line);
});

describe('reading the lines of a log', () => {
  it.each([
    ['', 'no JSON'],
    ['START RequestId: 1 Version: $LATEST', 'no JSON'],
    ['"decision"', 'no object'],
    ['null', 'no object'],
    [written.slice(0, -3), 'half a line'],
    [JSON.stringify({ postern: 'unavailable', errors: [] }), 'another line of Postern'],
    [JSON.stringify({ ...JSON.parse(written), outcome: 'granted' }), 'an unknown outcome'],
    [JSON.stringify({ ...JSON.parse(written), route: 7 }), 'a route that is no text'],
    [JSON.stringify({ ...JSON.parse(written), ms: '1' }), 'a duration that is no number'],
  ])('does not read %j as a decision: %s', (text) => {
    expect(readDecisionLine(text)).toBeUndefined();
  });
});
