import type { SmokeContext } from './context.ts';
import { expectSeen, type Guarantee } from './guarantee.ts';
import { SMOKE_TENANT } from './smoke-tenant.ts';
import type { Target } from './target.ts';

const EXPIRES_IN_SECONDS = 2;
const DENIED = [401, 403];
const { tenant: TENANT } = SMOKE_TENANT;
const DECISION_ADVICE =
  'Deploy the release again. If the protected API was changed outside of Postern, deploy its app: protect() restores its authorizer.';

/** Guarantees of keys, on each called API. */
export const KEY_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'issued-key',
    states: 'An issued key is accepted on its first request',
    advice: 'Compare the URL, the permission and the key profile: postern profile.',
    check: async (context) => {
      await issueAccepted(context);
    },
  },
  {
    name: 'no-key',
    states: 'A request without a key is denied',
    advice: DECISION_ADVICE,
    check: (context) => expectDenied(context, null),
  },
  {
    name: 'wrong-key',
    states: 'A key with a changed secret is denied',
    advice: DECISION_ADVICE,
    check: async (context) => {
      const { value } = await issueAllowed(context);
      await expectDenied(context, withWrongSecret(value));
    },
  },
  {
    name: 'permission',
    states: 'A key without the permission of a route is denied',
    advice: 'Compare --permission with the permissions of the route in protect(), and deploy its app.',
    check: async (context) => {
      const { client, permission, tenant, profile } = context;
      const other = (profile.permissions ?? [`${permission}:other`]).find((each) => each !== permission);
      const { value } = await tenant.issue({ permissions: other === undefined ? [] : [other] });
      const decision = await client.call('verify', {
        params: { tenant: TENANT },
        body: { value, permission },
      });
      expectSeen(decision.outcome === 'insufficient-permission', `The decision is ${decision.outcome}`);
      const routes = context.targets.filter(({ needsPermission }) => needsPermission);
      await expectDenied({ ...context, targets: routes }, value);
    },
  },
  {
    name: 'expiry',
    states: 'An expired key is denied',
    advice: DECISION_ADVICE,
    check: async (context) => {
      const { tenant, permission, poll, clock } = context;
      const { value } = await tenant.issue({
        permissions: [permission],
        expiresInSeconds: EXPIRES_IN_SECONDS,
      });
      await expectAllowed(context, value);
      const untilMs = clock() + EXPIRES_IN_SECONDS * 1_000;
      await poll('The key did not expire', async () => (clock() >= untilMs ? true : undefined));
      await expectDenied(context, value);
    },
  },
  {
    name: 'revocation',
    states: 'A revoked key is denied on the next request',
    advice: `${DECISION_ADVICE} The result cache of the authorizer must be off (TTL 0).`,
    check: async (context) => {
      const { id, value } = await issueAccepted(context);
      await context.client.call('revokeKey', { params: { tenant: TENANT, key: id }, body: {} });
      await expectDenied(context, value);
    },
  },
  {
    name: 'replacement',
    states: 'A replaced key is denied on the next request, and its replacement is accepted',
    advice: `${DECISION_ADVICE} The result cache of the authorizer must be off (TTL 0).`,
    check: async (context) => {
      const { id, value } = await issueAccepted(context);
      const replacement = await context.client.call('replaceKey', {
        params: { tenant: TENANT, key: id },
        body: {},
      });
      await expectDenied(context, value);
      await expectAllowed(context, replacement.value);
    },
  },
];

/** Issues a key that every target accepts. */
function issueAllowed({ tenant, permission }: SmokeContext) {
  return tenant.issue({ permissions: [permission] });
}

/** Issues a key and calls every target with it. @throws NotSeenError */
async function issueAccepted(context: SmokeContext) {
  const key = await issueAllowed(context);
  await expectAllowed(context, key.value);
  return key;
}

/** @throws NotSeenError */
export function expectAllowed({ targets }: Pick<SmokeContext, 'targets'>, value: string): Promise<void> {
  return expectStatus(targets, value, (status) => status >= 200 && status < 300);
}

/** @throws NotSeenError */
export function expectDenied(
  { targets }: Pick<SmokeContext, 'targets'>,
  value: string | null,
): Promise<void> {
  return expectStatus(targets, value, (status) => DENIED.includes(status));
}

async function expectStatus(
  targets: readonly Target[],
  value: string | null,
  isExpected: (status: number) => boolean,
): Promise<void> {
  for (const { url, call } of targets) {
    const status = await call(value);
    expectSeen(isExpected(status), `${url} returned ${status}`);
  }
}

/** The value with another last character. */
export function withWrongSecret(value: string): string {
  return value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
}
