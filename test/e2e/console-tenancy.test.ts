import { beforeAll, expect, it } from 'vitest';
import { type ConsoleOperation, consoleRoutes } from '../../lib/contracts/http/console.ts';
import { reachOf } from '../../lib/contracts/http/role-permissions.ts';
import { ROLES, type Role } from '../../lib/core/owners/owner.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { bodyOf } from '../lambdas/control-api/good-calls.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { type ConsoleResponse, callConsole, newTenantWithConsoleUsers, tokensOf } from './support/console.ts';
import { inParallel } from './support/in-parallel.ts';

const operations = Object.keys(consoleRoutes).filter((name): name is ConsoleOperation =>
  Object.hasOwn(consoleRoutes, name),
);
const cases = operations.flatMap((operation) => ROLES.map((role) => ({ operation, role })));

const NEVER = 'neverNever12';

let own: string;
let foreign: { readonly tenant: string; readonly key: string };
let tokens: ReadonlyMap<Role, string>;

beforeAll(async () => {
  own = await newTenantWithConsoleUsers();
  await adminClient.call('createOwner', {
    params: { tenant: own },
    body: { id: 'spare', kind: 'application' },
  });
  const tenant = await newTenant();
  foreign = { tenant, key: (await newKey(tenant)).id };
  const signedIn = ROLES.map(async (role) => [role, (await tokensOf(role)).access_token] as const);
  tokens = new Map(await Promise.all(signedIn));
});

/** Sends a valid request of an operation as a user with a role. */
function call(
  { operation, role }: (typeof cases)[number],
  { tenant, key, owner = role }: { tenant: string; key: string; owner?: string },
): Promise<ConsoleResponse> {
  const { method, path } = consoleRoutes[operation];
  const filled = path
    .replace('{tenant}', tenant)
    .replace('{key}', key)
    .replace('{owner}', owner)
    .replace('{session}', NEVER);
  const json = jsonOf(operation, { key, owner });
  return callConsole({ method, path: filled, token: tokens.get(role), json });
}

function jsonOf(
  operation: ConsoleOperation,
  { key, owner }: { readonly key: string; readonly owner: string },
) {
  switch (operation) {
    case 'createKey':
    case 'manageKey':
      return { owner, permissions: ['read'] };
    case 'revokeKeys':
      return { keys: [{ id: key }] };
    default:
      return bodyOf(operation);
  }
}

it('every route returns the same response for another tenant and a missing tenant, for every role', async () => {
  const responses = await inParallel(cases.length, 8, async (index) => {
    const each = cases[index];
    if (!each) throw new Error(`Case ${index} does not exist`);
    const existing = await call(each, foreign);
    return { ...each, existing, missing: await call(each, { tenant: 'never-was', key: foreign.key }) };
  });
  expect(responses).toHaveLength(operations.length * ROLES.length);
  for (const { operation, role, existing, missing } of responses) {
    expect({ operation, role, ...existing }).toEqual({ operation, role, ...missing });
    expect({ operation, role, ...existing }).toMatchObject({ status: 404 });
  }
});

it('every route of the own tenant allows every role exactly the resources within its permissions', async () => {
  const results = await inParallel(cases.length, 4, async (index) => {
    const each = cases[index];
    if (!each) throw new Error(`Case ${index} does not exist`);
    const [mine, others] = await Promise.all([keyOf(each.role), keyOf('app')]);
    // Owners of keys that later cases create must stay active.
    const [me, other] = each.operation === 'deactivateOwner' ? ['spare', 'spare'] : [each.role, 'app'];
    const onMine = await call(each, { tenant: own, key: mine, owner: me });
    const onOthers = await call(each, { tenant: own, key: others, owner: other });
    return { ...each, onMine, onOthers };
  });
  for (const { operation, role, onMine, onOthers } of results) {
    const reach = reachOf(role, operation, defaultProfile);
    expect({ operation, role, denied: onMine.status === 403 }).toEqual({
      operation,
      role,
      denied: reach === 'nothing',
    });
    expect({ operation, role, denied: onOthers.status === 403 }).toEqual({
      operation,
      role,
      denied: reach !== 'all',
    });
    // The sessions and the limits of these requests do not exist.
    const isMissing = /\{session\}|\/reset-limit$|\/credits$/.test(path(operation));
    const done = isMissing ? [404] : [200, 201, 409];
    for (const { status } of [onMine, onOthers]) expect([403, ...done]).toContain(status);
  }
});

function path(operation: ConsoleOperation): string {
  return consoleRoutes[operation].path;
}

async function keyOf(owner: string): Promise<string> {
  const body = { owner, permissions: ['read'] };
  return (await adminClient.call('createKey', { params: { tenant: own }, body })).id;
}
