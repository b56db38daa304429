import { describe, expect, it } from 'vitest';
import { httpReply } from '../../../lambdas/authorizer/http-reply.ts';
import { restReply } from '../../../lambdas/authorizer/rest-reply.ts';
import { DENIALS } from '../../../lib/core/access/outcomes.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import type { Call } from '../../../scripts/samples/authorizer-events.ts';
import { issuedKey, NOW_MS, owner } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const active = issuedKey();
const bound = { boundBy: 'owner' } as const;

function withKey(value: string, call: Call = {}): Call {
  return { ...call, headers: [['Authorization', `Bearer ${value}`]] };
}

const unknown = issuedKey();
const revoked = issuedKey({ status: 'revoked', credentials: [] });
const disabled = issuedKey({ status: 'disabled' });
const expired = issuedKey({ expiresAtMs: NOW_MS });
const ownerDeactivated = issuedKey({ ...bound, owner: 'gone' });
const ownerMissing = issuedKey({ ...bound, owner: 'never-was' });
const overRole = issuedKey({ ...bound, owner: 'auditor', permissions: ['read', 'write'] });
const stored = [active, revoked, disabled, expired, ownerDeactivated, ownerMissing, overRole];

const OWNERS = [
  owner(),
  owner({ id: 'gone', status: 'deactivated' }),
  owner({ id: 'auditor', kind: 'person', role: 'auditor' }),
];

const CASES: readonly (readonly [name: string, outcome: string, call: Call, facing: 'who' | 'what'])[] = [
  ['no credential', 'missing', {}, 'who'],
  ['a malformed credential', 'malformed', withKey('jun k'), 'who'],
  ['an unrecognized value', 'unrecognized-credential', withKey('junk'), 'who'],
  ['an unknown key', 'unknown', withKey(unknown.value), 'who'],
  ['a revoked key', 'revoked', withKey(revoked.value), 'who'],
  ['a disabled key', 'disabled', withKey(disabled.value), 'who'],
  ['an expired key', 'expired', withKey(expired.value), 'who'],
  ['a key whose owner is deactivated', 'owner-deactivated', withKey(ownerDeactivated.value), 'who'],
  ['a key whose owner is missing', 'owner-deactivated', withKey(ownerMissing.value), 'who'],
  ['no delete permission', 'insufficient-permission', withKey(active.value, { method: 'DELETE' }), 'what'],
  [
    'no write permission by role',
    'insufficient-permission',
    withKey(overRole.value, { method: 'POST' }),
    'what',
  ],
  [
    'a missing route permission',
    'insufficient-permission',
    withKey(active.value, { route: '/reports' }),
    'what',
  ],
  ['an unmapped method', 'insufficient-permission', withKey(active.value, { method: 'PURGE' }), 'what'],
];

describe.each(GATEWAYS)('$name', ({ event, answer, unauthorized, unavailable }) => {
  const authorizer = () =>
    authorizerOver(
      stored.map(({ key }) => key),
      OWNERS,
      { 'GET /reports': 'reports:read', 'GET /ping': null },
    );

  it.each(CASES)('denies %s and logs the outcome %s', async (_, outcome, call, facing) => {
    const { handler, lines } = authorizer();
    const status = facing === 'who' ? unauthorized : 403;
    expect(await answer(handler, event(call))).toEqual({ status });
    expect(lines.map((line) => JSON.parse(line).outcome)).toEqual([outcome]);
  });

  it('allows any accepted key on a route without a permission, and no request without a key', async () => {
    const { handler } = authorizer();
    const powerless = withKey(overRole.value, { route: '/ping' });
    expect((await answer(handler, event(powerless))).status).toBe(200);
    expect((await answer(handler, event({ route: '/ping' }))).status).toBe(unauthorized);
  });

  it.each(['ThrottlingException', 'TimeoutError', 'AccessDeniedException', 'UnexpectedItemError'])(
    'returns a retryable error while the table fails (%s)',
    async (name) => {
      const { handler, reader, lines } = authorizer();
      const cause = Object.assign(new Error('key#abc in us-east-1'), { name });
      reader.failure = new UnavailableError('the key table could not be read', { cause });
      expect(await answer(handler, event(withKey(active.value)))).toEqual({ status: unavailable });
      expect(lines.map((line) => JSON.parse(line))).toMatchObject([
        { postern: 'unavailable', errors: ['UnavailableError', name] },
        { postern: 'decision', outcome: 'unavailable' },
      ]);
      expect(lines.join('')).not.toContain('key#abc');
    },
  );

  it('allows no request while the owner cannot be read', async () => {
    const { handler, reader } = authorizer();
    reader.readOwner = () => Promise.reject(new UnavailableError('throttled'));
    const call = withKey(overRole.value);
    for (const _ of ['cold', 'warm']) {
      expect(await answer(handler, event(call))).toEqual({ status: unavailable });
    }
  });

  it('decides each request separately: an allowed key is denied after its revocation', async () => {
    const { handler, reader } = authorizer();
    const call = event(withKey(active.value));
    expect((await answer(handler, call)).status).toBe(200);
    reader.keys.set(active.key.id, { ...active.key, status: 'revoked', credentials: [] });
    expect((await answer(handler, call)).status).toBe(unauthorized);
  });
});

describe('a denial with any error response', () => {
  const statuses = [200, 204, 302, 401, 403, 404, 500, 503];
  const methodArn = 'arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/GET/orders';

  it.each(DENIALS.flatMap((outcome) => statuses.map((status) => [outcome, status] as const)))(
    'is not allowed: %s with the status %s',
    (outcome, status) => {
      const errorResponse = { ...defaultProfile.errorResponses[outcome], status };
      const errorResponses = { ...defaultProfile.errorResponses, [outcome]: errorResponse };
      expect(replyTo(() => restReply({ outcome }, methodArn, { errorResponses, plans: {} }))).not.toContain(
        'Allow',
      );
      expect(replyTo(() => httpReply({ outcome }, {}))).not.toContain('true');
    },
  );
});

function replyTo(reply: () => unknown): string {
  try {
    return JSON.stringify(reply());
  } catch (error) {
    return String(error);
  }
}

it('uses the exact message that API Gateway maps to 401 and logs no stack', () => {
  const unauthorized = () => restReply({ outcome: 'missing' }, 'arn', defaultProfile);
  expect(unauthorized).toThrow(/^Unauthorized$/);
  expect(unauthorized).toThrow(expect.objectContaining({ stack: '' }));
});
