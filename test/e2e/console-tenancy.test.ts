import { beforeAll, expect, it } from 'vitest';
import { type ConsoleOperation, consoleRoutes } from '../../lib/contracts/http/console.ts';
import { reachOf } from '../../lib/contracts/http/role-permissions.ts';
import { ROLES, type Role } from '../../lib/core/owners/owner.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { bodyOf } from '../lambdas/control-api/good-calls.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { type ConsoleAnswer, callConsole, newTenantWithConsoleUsers, tokensOf } from './support/console.ts';
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

/** A good call of an operation by somebody with a role. */
function call(
  { operation, role }: (typeof cases)[number],
  { tenant, key, owner = role }: { tenant: string; key: string; owner?: string },
): Promise<ConsoleAnswer> {
  const { method, path } = consoleRoutes[operation];
  const filled = path
    .replace('{tenant}', tenant)
    .replace('{key}', key)
    .replace('{owner}', owner)
    .replace('{session}', NEVER);
  const makesKey = operation === 'createKey' || operation === 'manageKey';
  const json = makesKey ? { owner, permissions: ['read'] } : bodyOf(operation);
  return callConsole({ method, path: filled, token: tokens.get(role), json });
}

it('every route answers every role of a foreign tenant to the byte as of one that never was', async () => {
  const answers = await inParallel(cases.length, 8, async (index) => {
    const each = cases[index];
    if (!each) throw new Error(`there is no case ${index}`);
    const answered = await call(each, foreign);
    return { ...each, answered, missing: await call(each, { tenant: 'never-was', key: foreign.key }) };
  });
  expect(answers).toHaveLength(operations.length * ROLES.length);
  for (const { operation, role, answered, missing } of answers) {
    expect({ operation, role, ...answered }).toEqual({ operation, role, ...missing });
    expect({ operation, role, ...answered }).toMatchObject({ status: 404 });
  }
});

it('every route of the own tenant answers every role as far as it goes, and no further', async () => {
  const rights = await inParallel(cases.length, 4, async (index) => {
    const each = cases[index];
    if (!each) throw new Error(`there is no case ${index}`);
    const [mine, others] = await Promise.all([keyOf(each.role), keyOf('app')]);
    // Nobody is deactivated whose keys are still to come.
    const [me, other] = each.operation === 'deactivateOwner' ? ['spare', 'spare'] : [each.role, 'app'];
    const onMine = await call(each, { tenant: own, key: mine, owner: me });
    const onOthers = await call(each, { tenant: own, key: others, owner: other });
    return { ...each, onMine, onOthers };
  });
  for (const { operation, role, onMine, onOthers } of rights) {
    const reach = reachOf(role, operation, defaultProfile);
    expect({ operation, role, refused: onMine.status === 403 }).toEqual({
      operation,
      role,
      refused: reach === 'nothing',
    });
    expect({ operation, role, refused: onOthers.status === 403 }).toEqual({
      operation,
      role,
      refused: reach !== 'all',
    });
    const done = path(operation).includes('{session}') ? [404] : [200, 201, 409];
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
