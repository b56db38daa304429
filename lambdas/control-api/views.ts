import type * as z from 'zod';
import type { auditEventView, auditLinkView, chainBeginningView } from '../../lib/contracts/http/audit.ts';
import type { keySessionView } from '../../lib/contracts/http/key-sessions.ts';
import type {
  endedKeyView,
  issuedKeyView,
  keyView,
  keyWithDescendantsView,
} from '../../lib/contracts/http/keys.ts';
import type { ownerView } from '../../lib/contracts/http/owners.ts';
import type { tenantView } from '../../lib/contracts/http/tenants.ts';
import type { ShownKeyStatus, ShownSessionStatus } from '../../lib/core/access/shown-status.ts';
import { actorOf } from '../../lib/core/audit/actor.ts';
import type { ChainBeginning } from '../../lib/core/audit/chain/beginning.ts';
import type { AuditLink } from '../../lib/core/audit/chain/link.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';
import type { KeySettings } from '../../lib/core/keys/key.ts';
import type { IssuedKey } from '../../lib/core/keys/mint.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import { userIdOf } from '../../lib/core/owners/user-id.ts';
import type { LiveSessions } from '../../lib/core/sessions/count-live.ts';
import type { Descendants, SessionSettings } from '../../lib/core/store.ts';
import { isSuspended, type Tenant } from '../../lib/core/tenants/tenant.ts';
import { isoOf } from '../../lib/http/timestamps.ts';
import type { ControlApiDeps } from './deps.ts';

export function viewTenant({
  id,
  name,
  maxKeyLifetimeDays,
  maxValueAgeDays,
  rotationFreeze,
  status,
  createdAtMs,
  version,
}: Tenant): z.output<typeof tenantView> {
  return {
    id,
    name,
    maxKeyLifetimeDays,
    maxValueAgeDays,
    rotationFreeze: rotationFreeze && {
      until: isoOf(rotationFreeze.untilMs),
      reason: rotationFreeze.reason,
    },
    status,
    createdAt: isoOf(createdAtMs),
    version,
  };
}

export function viewOwner(owner: Owner): z.output<typeof ownerView> {
  return {
    tenant: owner.tenant,
    id: owner.id,
    uuid: userIdOf(owner),
    kind: owner.kind,
    name: owner.name,
    role: owner.role,
    plan: owner.plan,
    maxKeys: owner.maxKeys,
    limits: [...owner.limits],
    allowedAddresses: [...owner.allowedAddresses],
    email: owner.email,
    signedIn: owner.identity !== null,
    status: owner.status,
    createdAt: isoOf(owner.createdAtMs),
    version: owner.version,
  };
}

/** Lists each field explicitly, so that a new field of keys is not exposed by accident. */
export function viewKey(
  key: KeySettings,
  status: ShownKeyStatus,
  lastUsedAtMs?: number | null,
): z.output<typeof keyView> {
  const { revocation, deletion } = key;
  return {
    id: key.id,
    tenant: key.tenant,
    owner: key.owner,
    boundBy: key.boundBy,
    name: key.name,
    environment: key.environment,
    permissions: [...key.permissions],
    status,
    createdAt: isoOf(key.createdAtMs),
    createdBy: key.createdBy,
    expiresAt: isoOf(key.expiresAtMs),
    metadata: key.metadata,
    hint: key.hint,
    revocation: revocation && {
      at: isoOf(revocation.atMs),
      by: revocation.by,
      reason: revocation.reason,
      endSessions: revocation.endSessions ?? true,
    },
    deletion: deletion && { at: isoOf(deletion.atMs), by: deletion.by },
    lineage: { ...key.lineage },
    endSessionsWithKey: key.endSessionsWithKey,
    limits: [...key.limits],
    allowedAddresses: [...key.allowedAddresses],
    ...(lastUsedAtMs !== undefined && { lastUsedAt: isoOf(lastUsedAtMs) }),
    version: key.version,
  };
}

export function viewLiveSessions(
  live: LiveSessions | undefined,
): Pick<z.output<typeof endedKeyView>, 'liveSessions'> {
  return live ? { liveSessions: { count: live.count, until: isoOf(live.untilMs) } } : {};
}

/** The key and its owner are active, because the commit requires it. A failed read would lose the value, so nothing is read. */
export function viewIssuedKey(
  { tenantSuspension }: Pick<ControlApiDeps, 'tenantSuspension'>,
  { key, value, tenant }: IssuedKey,
): z.output<typeof issuedKeyView> {
  const status = tenantSuspension && isSuspended(tenant) ? 'tenant-suspended' : 'active';
  return { ...viewKey(key, status), value };
}

export function viewKeyWithDescendants(
  key: KeySettings,
  status: ShownKeyStatus,
  { successors, children }: Descendants,
  lastUsedAtMs: number | null,
): z.output<typeof keyWithDescendantsView> {
  return { ...viewKey(key, status, lastUsedAtMs), successors: [...successors], children: [...children] };
}

/** Lists each field explicitly, so that a response never contains the digest. */
export function viewKeySession(
  session: SessionSettings,
  status: ShownSessionStatus,
): z.output<typeof keySessionView> {
  return {
    id: session.id,
    tenant: session.tenant,
    key: session.key,
    owner: session.owner,
    user: session.user,
    permissions: [...session.permissions],
    status,
    createdAt: isoOf(session.createdAtMs),
    expiresAt: isoOf(session.expiresAtMs),
    endedAt: isoOf(session.endedAtMs),
    version: session.version,
  };
}

export function viewAuditEvent(event: AuditEvent): z.output<typeof auditEventView> {
  return {
    id: event.id,
    tenant: event.tenant,
    at: isoOf(event.atMs),
    action: event.action,
    subject: { ...event.subject },
    actor: { ...actorOf(event.caller) },
    sourceAddress: event.caller.sourceAddress,
    before: event.before,
    after: event.after,
  };
}

export function viewBeginning({
  hash,
  atMs,
  keptUntilMs,
}: ChainBeginning): z.output<typeof chainBeginningView> {
  return { at: isoOf(atMs), hash, keptUntil: isoOf(keptUntilMs) };
}

export function viewAuditLink(link: AuditLink): z.output<typeof auditLinkView> {
  const { number, atMs, previous, events, keptUntilMs, hash } = link;
  return {
    number,
    at: isoOf(atMs),
    previous: previous && { hash: previous.hash, keptUntil: isoOf(previous.keptUntilMs) },
    events: events.map((event) => ({
      tenant: event.tenant,
      id: event.id,
      at: isoOf(event.atMs),
      hash: event.hash,
      keptUntil: isoOf(event.keptUntilMs),
    })),
    keptUntil: isoOf(keptUntilMs),
    hash,
  };
}
