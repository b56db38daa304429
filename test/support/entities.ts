import { randomBytes, randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../lib/core/audit/event.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { ManagedKey } from '../../lib/core/rotation/managed-key.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import type { Tenant } from '../../lib/core/tenants/tenant.ts';
import { KEY_DEFAULTS, OWNER_DEFAULTS } from '../../scripts/samples/defaults.ts';

/** The default time of tests: 2027-01-31T12:00:00.000Z. */
export const NOON = Date.UTC(2027, 0, 31, 12);

/** Counts a new key of an owner without a maximum number of keys. */
export const NO_MAXIMUM = { kind: 'added', maxKeys: null } as const;

/** A unique tenant ID, because tests share a table. */
export function freshTenantId(): string {
  return `t-${randomUUID()}`;
}

export function tenantOf(given: Partial<Tenant> = {}): Tenant {
  return {
    id: freshTenantId(),
    name: null,
    maxKeyLifetimeDays: null,
    maxValueAgeDays: null,
    rotationFreeze: null,
    status: 'active',
    createdAtMs: NOON,
    version: 1,
    ...given,
  };
}

export function ownerOf(tenant: string, given: Partial<Owner> = {}): Owner {
  return {
    tenant,
    id: 'ann',
    kind: 'person',
    name: 'Ann',
    role: 'developer',
    ...OWNER_DEFAULTS,
    identity: null,
    status: 'active',
    createdAtMs: NOON,
    version: 1,
    ...given,
  };
}

/** An active key of the owner `ann` with one credential. */
export function keyOf(tenant: string, given: Partial<Key> = {}): Key {
  const id = given.id ?? randomBytes(6).toString('hex');
  return {
    id,
    tenant,
    owner: 'ann',
    boundBy: 'owner',
    name: 'CI',
    environment: 'live',
    permissions: ['read', 'orders:*'],
    status: 'active',
    createdAtMs: NOON,
    createdBy: 'arn:aws:iam::000000000000:user/admin',
    expiresAtMs: null,
    metadata: { plan: 'gold' },
    hint: `pst_live_${id}…`,
    ...KEY_DEFAULTS,
    credentials: [{ generation: 1, digestVersion: 1, digest: digestOf(), endsAtMs: null }],
    version: 1,
    ...given,
  };
}

/** The rotation state of a key that rotates every 90 days and has not been rotated yet. */
export function managedKeyOf(keyId: string, given: Partial<ManagedKey> = {}): ManagedKey {
  const versionId = randomBytes(16).toString('hex');
  return {
    keyId,
    tenant: 'acme',
    settingsVersion: 1,
    stack: null,
    secretArn: `arn:aws:secretsmanager:us-east-1:123456789012:secret:postern/local/${keyId}-AbCdEf`,
    schedule: 'postern',
    rotateEveryMs: 90 * 86_400_000,
    rotateAtMs: NOON + 90 * 86_400_000,
    windows: [],
    reconcileAtMs: NOON,
    consumerCacheMs: 3_600_000,
    overlapMs: 3_660_000,
    retireWhenUnused: false,
    retireDeadlineMs: 7 * 86_400_000,
    paused: false,
    readers: [],
    stateTag: 'managed',
    replacedAtMs: [],
    versions: [{ versionId, generation: 1, sinceMs: NOON }],
    lastGeneration: 1,
    existingGenerations: [],
    current: versionId,
    promotionConfirmedAtMs: null,
    labelDrift: null,
    rotation: null,
    last: null,
    blocked: null,
    outbox: [],
    ...given,
  };
}

/** A session of a key that lasts an hour and has one of its permissions. */
export function sessionOf(
  { tenant, owner, id }: Pick<Key, 'tenant' | 'owner' | 'id'>,
  given: Partial<Session> = {},
): Session {
  return {
    id: randomBytes(7).toString('hex'),
    tenant,
    key: id,
    owner,
    user: 'visitor-1',
    permissions: ['read'],
    createdAtMs: NOON,
    expiresAtMs: NOON + 60 * 60 * 1000,
    endedAtMs: null,
    digestVersion: 1,
    digest: digestOf(),
    version: 1,
    ...given,
  };
}

/** A random digest of 64 hex digits. */
export function digestOf(): string {
  return randomBytes(32).toString('hex');
}

export function eventOf(tenant: string, given: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: randomBytes(16).toString('hex'),
    atMs: NOON,
    tenant,
    action: 'key.updated',
    subject: { kind: 'key', id: 'a1b2c3' },
    caller: { id: 'arn:aws:iam::000000000000:user/admin', sourceAddress: '192.0.2.1' },
    before: { name: 'old' },
    after: { name: 'new' },
    ...given,
  };
}
