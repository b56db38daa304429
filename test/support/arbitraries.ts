import * as fc from 'fast-check';
import { AUDIT_ACTIONS, type AuditEvent } from '../../lib/core/audit/event.ts';
import type { JsonObject } from '../../lib/core/json.ts';
import {
  type Credential,
  KEY_BINDINGS,
  KEY_STATUSES,
  type Key,
  REVOCATION_REASONS,
} from '../../lib/core/keys/key.ts';
import type { Limit } from '../../lib/core/limits/limit.ts';
import { OWNER_KINDS, OWNER_STATUSES, type Owner, ROLES } from '../../lib/core/owners/owner.ts';
import { BLOCKED_REASONS } from '../../lib/core/rotation/blocked-reasons.ts';
import { KEY_EVENT_KINDS } from '../../lib/core/rotation/key-events.ts';
import { WEEKDAYS } from '../../lib/core/rotation/maintenance-window.ts';
import {
  type ManagedKey,
  ROTATION_KINDS,
  ROTATION_OUTCOMES,
  SCHEDULES,
  SECRET_STATES,
} from '../../lib/core/rotation/managed-key.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import { TENANT_STATUSES, type Tenant } from '../../lib/core/tenants/tenant.ts';
import { credits, quota, rate } from './limits.ts';

const text = fc.string({ unit: 'grapheme' });
const identifier = fc.stringMatching(/^[a-z0-9][a-z0-9_.:-]{0,62}$/);
const instant = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) });
const version = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const jsonObject: fc.Arbitrary<JsonObject> = fc
  .dictionary(text, fc.json({ noUnicodeString: false }), { noNullPrototype: true })
  .map((texts) => Object.fromEntries(Object.entries(texts).map(([name, json]) => [name, JSON.parse(json)])));

const keyId = fc.stringMatching(/^[0-9A-Za-z]{1,64}$/);
const digest = fc.stringMatching(/^[0-9a-f]{64}$/);

const limitName = fc.stringMatching(/^[a-z]{1,8}$/);
const aLimit: fc.Arbitrary<Limit> = fc.oneof(
  limitName.map((name) => rate({ name })),
  fc.record({ name: limitName, max: fc.integer({ min: 1, max: 1e12 }) }).map(quota),
  fc.record({ name: limitName, max: fc.integer({ min: 1, max: 1e12 }) }).map(credits),
);
const limits = fc.uniqueArray(aLimit, { selector: ({ name }) => name, maxLength: 4 });
const allowedAddresses = fc.subarray(['192.0.2.0/24', '198.51.100.7/32', '2001:db8::/32']);

export const aTenant: fc.Arbitrary<Tenant> = fc.record({
  id: identifier,
  name: fc.option(text),
  maxKeyLifetimeDays: fc.option(fc.integer({ min: 1 })),
  maxValueAgeDays: fc.option(fc.integer({ min: 1 })),
  rotationFreeze: fc.option(fc.record({ untilMs: instant, reason: text })),
  status: fc.constantFrom(...TENANT_STATUSES),
  createdAtMs: instant,
  version,
});

export const anOwner: fc.Arbitrary<Owner> = fc.record({
  tenant: identifier,
  id: identifier,
  kind: fc.constantFrom(...OWNER_KINDS),
  name: fc.option(text),
  role: fc.option(fc.constantFrom(...ROLES)),
  plan: fc.option(identifier),
  maxKeys: fc.option(fc.integer({ min: 1, max: 1000 })),
  limits,
  allowedAddresses,
  email: fc.option(fc.emailAddress()),
  identity: fc.option(fc.record({ issuer: fc.webUrl(), subject: text })),
  status: fc.constantFrom(...OWNER_STATUSES),
  createdAtMs: instant,
  version,
});

const credential: fc.Arbitrary<Credential> = fc.record({
  generation: version,
  digestVersion: version,
  digest,
  endsAtMs: fc.option(instant),
});

export const aKey: fc.Arbitrary<Key> = fc.record({
  id: keyId,
  tenant: identifier,
  owner: identifier,
  boundBy: fc.constantFrom(...KEY_BINDINGS),
  name: fc.option(text),
  environment: identifier,
  permissions: fc.array(identifier, { maxLength: 32 }),
  status: fc.constantFrom(...KEY_STATUSES),
  createdAtMs: instant,
  createdBy: text,
  expiresAtMs: fc.option(instant),
  metadata: jsonObject,
  hint: text,
  revocation: fc.option(
    fc.record(
      {
        atMs: instant,
        by: text,
        reason: fc.constantFrom(...REVOCATION_REASONS),
        endSessions: fc.constant<false>(false),
      },
      { requiredKeys: ['atMs', 'by', 'reason'] },
    ),
  ),
  deletion: fc.option(
    fc.record({ atMs: instant, by: text, statusBefore: fc.constantFrom('active', 'disabled') }),
  ),
  lineage: fc.record({ predecessor: fc.option(keyId), parent: fc.option(keyId) }),
  endSessionsWithKey: fc.boolean(),
  limits,
  allowedAddresses,
  budgetKey: fc.option(keyId, { nil: undefined }),
  compromisedUntilMs: fc.option(instant, { nil: undefined }),
  credentials: fc.array(credential, { maxLength: 4 }),
  version,
});

const versionId = fc.stringMatching(/^[0-9a-f-]{32,64}$/);

export const aManagedKey: fc.Arbitrary<ManagedKey> = fc.record({
  keyId,
  tenant: identifier,
  settingsVersion: version,
  stack: fc.option(text),
  secretArn: text,
  schedule: fc.constantFrom(...SCHEDULES),
  rotateEveryMs: fc.option(instant),
  rotateAtMs: fc.option(instant),
  windows: fc.array(fc.record({ days: fc.subarray([...WEEKDAYS]), fromMinute: instant, toMinute: instant }), {
    maxLength: 4,
  }),
  reconcileAtMs: instant,
  consumerCacheMs: instant,
  overlapMs: instant,
  retireWhenUnused: fc.boolean(),
  retireDeadlineMs: instant,
  paused: fc.boolean(),
  readers: fc.array(text),
  stateTag: fc.constantFrom(...SECRET_STATES),
  replacedAtMs: fc.array(instant),
  versions: fc.array(fc.record({ versionId, generation: version, sinceMs: instant }), { maxLength: 4 }),
  lastGeneration: version,
  existingGenerations: fc.array(version, { maxLength: 4 }),
  current: versionId,
  promotionConfirmedAtMs: fc.option(instant),
  labelDrift: fc.option(fc.record({ versionId, sinceMs: instant })),
  rotation: fc.option(
    fc.record({
      versionId,
      kind: fc.constantFrom(...ROTATION_KINDS),
      startedAtMs: instant,
      candidateDigests: fc.array(digest, { maxLength: 3 }),
      setAtMs: fc.option(instant),
      abandonedAtMs: fc.option(instant),
    }),
  ),
  last: fc.option(fc.record({ versionId, outcome: fc.constantFrom(...ROTATION_OUTCOMES), atMs: instant })),
  blocked: fc.option(fc.record({ reason: fc.constantFrom(...BLOCKED_REASONS), sinceMs: instant })),
  outbox: fc.array(
    fc.record({
      kind: fc.constantFrom(...KEY_EVENT_KINDS),
      atMs: instant,
      versionId,
      reason: fc.option(fc.constantFrom(...BLOCKED_REASONS)),
    }),
    { maxLength: 8 },
  ),
});

export const aSession: fc.Arbitrary<Session> = fc.record({
  id: keyId,
  tenant: identifier,
  key: keyId,
  owner: identifier,
  user: text,
  permissions: fc.array(identifier, { maxLength: 32 }),
  createdAtMs: instant,
  expiresAtMs: instant,
  endedAtMs: fc.option(instant),
  digestVersion: version,
  digest,
  version,
});

export const anEvent: fc.Arbitrary<AuditEvent> = fc.record({
  id: fc.stringMatching(/^[0-9a-f]{32}$/),
  atMs: instant,
  tenant: identifier,
  action: fc.constantFrom(...AUDIT_ACTIONS),
  subject: fc.record({ kind: fc.constantFrom('tenant', 'owner', 'key', 'session'), id: identifier }),
  caller: fc.record({ id: text, sourceAddress: text }),
  before: fc.option(jsonObject),
  after: fc.option(jsonObject),
});
