import fc from 'fast-check';
import type { Caller } from '../../../../lib/core/audit/event.ts';
import type { JsonObject } from '../../../../lib/core/json.ts';
import type { Limit } from '../../../../lib/core/limits/limit.ts';
import { OWNER_KINDS, ROLES } from '../../../../lib/core/owners/owner.ts';
import { credits, quota, rate } from '../../../support/limits.ts';
import type { AskedExpiry, Command } from './command.ts';
import { ownerOf, type State } from './reference/state.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const OPS: Caller = { id: 'arn:aws:iam::123456789012:user/ops', sourceAddress: '203.0.113.7' };
const DEVELOPER: Caller = { id: 'person:acme/dev', sourceAddress: '203.0.113.8', role: 'developer' };
const AUDITOR: Caller = { id: 'person:acme/aud', sourceAddress: '203.0.113.8', role: 'auditor' };
const HOLDER_ADDRESS = '203.0.113.9';

export const TENANTS = ['acme', 'globex', 'nobody'] as const;
const PLANS = ['free', 'team', 'gone'] as const;
export const PERMISSIONS = [
  ...['read', 'write', 'delete', 'orders:read', 'orders:*', 'orders:delete', 'keys:manage', 'keys:*'],
  ...['sessions:manage', 'reports:export'],
] as const;

const automation = fc.constant(OPS);
const anyone = fc.constantFrom(OPS, OPS, OPS, DEVELOPER, AUDITOR);
const tenant = fc.constantFrom('acme', 'acme', 'acme', 'acme', 'globex', 'nobody');
const owner = fc.constantFrom('boss', 'boss', 'app', 'app', 'dev', 'aud', 'new');
const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const token = fc.constantFrom(undefined, undefined, undefined, 'token-1', 'token-2');
const name = fc.constantFrom(null, 'CI', 'CD');
const days = fc.constantFrom(null, 1, 30, 365);
/** Mostly a recent resource, so that commands conflict. */
const pick = fc.oneof(fc.constantFrom(-1, -1, -2), fc.integer({ min: -30, max: 0 }));
/** A slightly older resource: keys that created other keys. */
const earlier = fc.oneof(fc.constantFrom(-2, -2, -3), pick);
const permissions = fc.oneof(
  fc.constant(['keys:*', 'sessions:manage', 'orders:*', 'read']),
  fc.constant(['read', 'write', 'keys:manage', 'sessions:manage', 'orders:*']),
  fc.constant(['read', 'delete', 'keys:manage', 'sessions:manage']),
  fc.uniqueArray(fc.constantFrom(...PERMISSIONS), { minLength: 1, maxLength: 4 }),
);
const expiry: fc.Arbitrary<AskedExpiry> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<AskedExpiry>('default') },
  { weight: 1, arbitrary: fc.constant<AskedExpiry>('never') },
  {
    weight: 2,
    arbitrary: fc.record({ inMs: fc.constantFrom(-1, 0, 1, HOUR_MS, DAY_MS, 29 * DAY_MS, 400 * DAY_MS) }),
  },
  { weight: 1, arbitrary: fc.record({ lastsMs: fc.constantFrom(1, HOUR_MS, 2 * DAY_MS, 366 * DAY_MS) }) },
);
const metadata = fc.constantFrom<JsonObject[]>({}, { plan: 'gold', limits: { a: 1, b: [true, null] } });
const limits = fc.constantFrom<(readonly Limit[])[]>(
  [],
  [],
  [rate()],
  [rate(), quota()],
  [credits({ max: 7 })],
);
const allowedAddresses = fc.constantFrom([], [], ['192.0.2.0/24'], ['192.0.2.0/24', '2001:db8::/32']);
/** The maximum number of keys of an owner: small, so that sequences reach it. */
const maxKeys = fc.constantFrom(null, null, 1, 2, 3);
const isOtherTenant = fc.constantFrom(false, false, false, false, false, false, false, true);

/** The version in `If-Match`, relative to the one at the beginning of the step. */
const againstVersion = fc.constantFrom(undefined, undefined, undefined, undefined, 0, 0, -1, 1);
const address = fc.constantFrom(null, 'ann@example.com', 'bob@example.com', 'Kate@example.com');
/** U+212A looks like `K`, and becomes `k` in lower case. */
const verifiedEmail = fc.oneof(address, fc.constantFrom('BOB@Example.com', '\u212aate@example.com'));
const identity = fc
  .constantFrom('sub-1', 'sub-2')
  .map((subject) => ({ issuer: 'https://id.example.com', subject }));

const kind = <const Kind extends string>(each: Kind) => fc.constant(each);
const ofKey = { key: pick, isOtherTenant };
const conditional = { againstVersion };

/** Commands before their keys and sessions are known: a number selects one of the existing resources at that step. */
const drawn = {
  createTenant: fc.record({
    ...{ kind: kind('create-tenant'), caller: automation, tenant: fc.constantFrom(...TENANTS) },
    ...{ name, maxKeyLifetimeDays: days, token },
  }),
  updateTenant: fc.record({
    ...{ kind: kind('change-tenant'), caller: automation, tenant },
    ...{ name: optional(name), maxKeyLifetimeDays: optional(days), ...conditional },
  }),
  switchTenant: fc.record({
    ...{ kind: fc.constantFrom('suspend', 'resume', 'resume'), caller: automation, tenant, ...conditional },
  }),
  createOwner: fc.record({
    ...{
      kind: kind('create-owner'),
      caller: automation,
      tenant,
      owner,
      ownerKind: fc.constantFrom(...OWNER_KINDS),
    },
    ...{ role: fc.constantFrom(...ROLES), plan: fc.constantFrom(null, ...PLANS), token, maxKeys },
    email: address,
  }),
  updateOwner: fc.record({
    ...{
      kind: kind('change-owner'),
      caller: automation,
      tenant,
      owner,
      name: optional(name),
      ...conditional,
    },
    ...{ role: optional(fc.constantFrom(...ROLES)), plan: optional(fc.constantFrom(null, ...PLANS)) },
    maxKeys: optional(maxKeys),
  }),
  switchOwner: fc.record({
    ...{
      kind: fc.constantFrom('deactivated', 'reactivate', 'reactivate'),
      caller: automation,
      tenant,
      owner,
      ...conditional,
    },
  }),
  signIn: fc.record({ kind: kind('sign-in'), tenant, identity, verifiedEmail }),
  listMemberships: fc.record({ kind: kind('list-memberships'), identity, verifiedEmail }),
  readAudit: fc.record({ kind: kind('read-audit'), caller: anyone, tenant: fc.constantFrom(...TENANTS) }),
  issue: fc.record({
    ...{ kind: kind('issue'), caller: anyone, tenant, owner, name, expiry, metadata, token },
    boundBy: fc.constantFrom('owner', 'owner', 'owner', 'none'),
    environment: fc.constantFrom(undefined, undefined, 'live', 'test', 'moon'),
    ...{ permissions: optional(permissions), endSessionsWithKey: fc.boolean(), limits, allowedAddresses },
  }),
  updateKey: fc.record({
    ...{ kind: kind('change-key'), caller: anyone, ...ofKey, name: optional(name), expiry, ...conditional },
    ...{ permissions: optional(permissions), metadata: optional(metadata) },
    ...{ limits: optional(limits), allowedAddresses: optional(allowedAddresses) },
    endSessionsWithKey: optional(fc.boolean()),
  }),
  moveKey: fc.record({
    kind: fc.constantFrom('disable', 'enable', 'enable', 'delete', 'restore', 'restore'),
    ...{ caller: automation, ...ofKey, ...conditional },
  }),
  revoke: fc.record({
    ...{ kind: kind('revoke'), caller: automation, ...ofKey, ...conditional },
    ...{ key: earlier, endSessions: fc.boolean() },
    reason: fc.constantFrom('unspecified', 'superseded', 'compromised', 'compromised'),
  }),
  renew: fc.record({
    kind: fc.constantFrom('renew', 'replace'),
    caller: anyone,
    ...ofKey,
    key: earlier,
    token,
  }),
  createChild: fc.record({ kind: kind('create-child'), key: pick, name, token }),
  deleteOwn: fc.record({ kind: kind('delete-own'), key: pick, other: pick }),
  createSession: fc.record({
    ...{ kind: kind('create-session'), key: pick, user: fc.constantFrom('u1', 'u2'), token },
    ...{ permissions: optional(permissions), lastsMs: fc.constantFrom(undefined, HOUR_MS / 60, DAY_MS) },
  }),
  endSession: fc.record({
    kind: kind('end-session'),
    caller: automation,
    session: pick,
    isOtherTenant,
    ...conditional,
  }),
  decide: fc.record({ kind: kind('decide'), value: pick, needed: fc.constantFrom(...PERMISSIONS) }),
};

const command = fc.oneof(
  { weight: 1, arbitrary: drawn.createTenant },
  { weight: 2, arbitrary: drawn.updateTenant },
  { weight: 3, arbitrary: drawn.switchTenant },
  { weight: 2, arbitrary: drawn.createOwner },
  { weight: 4, arbitrary: drawn.updateOwner },
  { weight: 3, arbitrary: drawn.switchOwner },
  { weight: 10, arbitrary: drawn.signIn },
  { weight: 1, arbitrary: drawn.listMemberships },
  { weight: 3, arbitrary: drawn.readAudit },
  { weight: 8, arbitrary: drawn.issue },
  { weight: 6, arbitrary: drawn.updateKey },
  { weight: 8, arbitrary: drawn.moveKey },
  { weight: 6, arbitrary: drawn.revoke },
  { weight: 6, arbitrary: drawn.renew },
  { weight: 12, arbitrary: drawn.createChild },
  { weight: 2, arbitrary: drawn.deleteOwn },
  { weight: 6, arbitrary: drawn.createSession },
  { weight: 2, arbitrary: drawn.endSession },
  { weight: 3, arbitrary: drawn.decide },
);
export type DrawnCommand = typeof command extends fc.Arbitrary<infer Drawn> ? Drawn : never;

export const FAULTS = ['fails-before', 'answer-lost'] as const;
export type Fault = (typeof FAULTS)[number];

const fault = fc.record({
  atCall: fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 14 })),
  fault: fc.constantFrom(...FAULTS),
});

/** One to three concurrent commands, the order in which their calls continue, and the calls that fail. */
const step = fc.record({
  waitMs: fc.constantFrom(
    1,
    1,
    1,
    1,
    1000,
    HOUR_MS,
    HOUR_MS - 1,
    DAY_MS,
    DAY_MS - 1,
    30 * DAY_MS,
    364 * DAY_MS,
  ),
  commands: fc.oneof(
    { weight: 4, arbitrary: fc.array(command, { minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.array(command, { minLength: 2, maxLength: 2 }) },
    { weight: 1, arbitrary: fc.array(command, { minLength: 3, maxLength: 3 }) },
  ),
  schedule: fc.array(fc.nat({ max: 5 }), { maxLength: 24 }),
  faults: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }) },
  ),
});
export type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;

export const plan = fc.record({
  profile: fc.constantFrom('open', 'open', 'closed'),
  steps: fc.array(step, { minLength: 4, maxLength: 40, size: 'max' }),
});
export type Plan = typeof plan extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** The commands of a step, for the resources that exist at its beginning. */
export function resolve(drawnCommand: DrawnCommand, state: State): Command {
  const keys = [...state.keys.values()];
  const sessions = [...state.sessions.values()];
  const keyAt = (at: number) => nth(keys, at);
  const labelAt = (at: number) => keyAt(at)?.id ?? 'none';
  const tenantOf = (found: { readonly tenant: string } | undefined, elsewhere: boolean) => {
    const own = found?.tenant ?? 'acme';
    if (!elsewhere) return own;
    return own === 'acme' ? 'globex' : 'acme';
  };
  const conditionOn = (found: { readonly version: number } | undefined, difference: number | undefined) => ({
    ifVersion: difference === undefined ? undefined : Math.max(1, (found?.version ?? 1) + difference),
  });
  const holder = (label: string): Caller => ({ id: `key:${label}`, sourceAddress: HOLDER_ADDRESS });

  switch (drawnCommand.kind) {
    case 'create-owner': {
      const isPerson = drawnCommand.ownerKind === 'person';
      return {
        ...drawnCommand,
        role: isPerson ? drawnCommand.role : null,
        email: isPerson ? drawnCommand.email : null,
      };
    }
    case 'change-tenant': {
      const { againstVersion: difference, ...rest } = drawnCommand;
      return { ...rest, ...conditionOn(state.tenants.get(rest.tenant), difference) };
    }
    case 'change-owner':
    case 'deactivated':
    case 'reactivate': {
      const { againstVersion: difference, ...rest } = drawnCommand;
      return { ...rest, ...conditionOn(ownerOf(state, rest.tenant, rest.owner), difference) };
    }
    case 'sign-in':
    case 'list-memberships': {
      const { issuer, subject } = drawnCommand.identity;
      return {
        ...drawnCommand,
        caller: { id: `identity:${issuer}#${subject}`, sourceAddress: HOLDER_ADDRESS },
      };
    }
    case 'renew':
    case 'replace': {
      const { key: at, isOtherTenant: elsewhere, ...rest } = drawnCommand;
      return { ...rest, key: labelAt(at), tenant: tenantOf(keyAt(at), elsewhere) };
    }
    case 'change-key':
    case 'disable':
    case 'enable':
    case 'delete':
    case 'restore':
    case 'revoke': {
      const { key: at, isOtherTenant: elsewhere, againstVersion: difference, ...rest } = drawnCommand;
      const condition = conditionOn(keyAt(at), difference);
      const named = { key: labelAt(at), tenant: tenantOf(keyAt(at), elsewhere), ...condition };
      // The contract rejects a compromised key whose sessions stay valid.
      return rest.kind === 'revoke'
        ? { ...rest, ...named, endSessions: rest.endSessions || rest.reason === 'compromised' }
        : { ...rest, ...named };
    }
    case 'create-child':
    case 'create-session': {
      const key = labelAt(drawnCommand.key);
      return { ...drawnCommand, key, caller: holder(key) };
    }
    case 'delete-own': {
      const key = labelAt(drawnCommand.key);
      return { ...drawnCommand, key, other: labelAt(drawnCommand.other), caller: holder(key) };
    }
    case 'end-session': {
      const { session: at, isOtherTenant: elsewhere, againstVersion: difference, ...rest } = drawnCommand;
      const found = nth(sessions, at);
      const named = { session: found?.id ?? 'none', key: elsewhere ? labelAt(at) : (found?.key ?? 'none') };
      return { ...rest, ...named, tenant: tenantOf(found, false), ...conditionOn(found, difference) };
    }
    case 'decide': {
      const values = [...keys, ...sessions];
      const value = nth(values, drawnCommand.value)?.id ?? 'none';
      return { ...drawnCommand, value, caller: OPS };
    }
    default:
      return drawnCommand;
  }
}

/** One of the existing resources; a negative number counts from the last. */
function nth<Item>(items: readonly Item[], at: number): Item | undefined {
  return items.at(at % Math.max(1, items.length));
}

const automationCommand = { caller: OPS } as const;

/** The beginning of each sequence: two tenants with an owner of each kind, two of them invited. */
export const PRELUDE: readonly Command[] = ['acme', 'globex'].flatMap((each): readonly Command[] => [
  { ...automationCommand, kind: 'create-tenant', tenant: each, name: null, maxKeyLifetimeDays: null },
  ...(
    [
      { owner: 'boss', ownerKind: 'person', role: 'app-admin', plan: 'free' },
      { owner: 'dev', ownerKind: 'person', role: 'developer', plan: null, email: 'ann@example.com' },
      { owner: 'aud', ownerKind: 'person', role: 'auditor', plan: null, email: 'bob@example.com' },
      { owner: 'app', ownerKind: 'application', role: null, plan: 'team' },
    ] as const
  ).map(
    (owner): Command => ({ ...automationCommand, kind: 'create-owner', tenant: each, email: null, ...owner }),
  ),
]);
