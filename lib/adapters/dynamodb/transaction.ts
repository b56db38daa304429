import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../core/audit/event.ts';
import { pendingCascade } from '../../core/keys/pending-cascade.ts';
import type { Owner } from '../../core/owners/owner.ts';
import type { Change } from '../../core/store.ts';
import { encodeAuditEvent } from './audit-item.ts';
import { encodePendingCascade } from './cascade-item.ts';
import {
  activeKey,
  activeOwner,
  creation,
  existingTenant,
  newRecord,
  unchanged,
  update,
  type WriteCondition,
} from './conditions.ts';
import { type ItemKey, primaryKey } from './item.ts';
import { countingConditions } from './key-count.ts';
import { encodeKey, keyItemKey } from './key-item.ts';
import { encodeLink } from './lineage-item.ts';
import { encodeManagedKey, managedItemKey } from './managed-key-item.ts';
import { encodeMembership, identityRange, invitationRange } from './membership-item.ts';
import { encodeOwner, ownerItemKey } from './owner-item.ts';
import { encodeSession } from './session-item.ts';
import { encodeTenant } from './tenant-item.ts';
import { encodeTenantVersions, tenantVersionKey } from './tenant-version.ts';

/**
 * The writes of a change and their conditions. If several conditions fail, the first one determines the outcome. The
 * idempotency record is first, so that a repeated creation is not reported as a taken ID. The dependencies of a new
 * entity precede the entity, because another ID for a key does not help if its owner does not exist.
 */
export function conditionsOf(table: string, change: Change): readonly WriteCondition[] {
  const record = 'record' in change && change.record;
  return [...(record ? [newRecord(table, record)] : []), ...changeConditions(table, change)];
}

function changeConditions(table: string, change: Change): readonly WriteCondition[] {
  switch (change.kind) {
    case 'create-tenant':
      return [creation(table, encodeTenant(change.tenant))];
    case 'update-tenant':
      return [update(table, encodeTenant(change.tenant), change.tenant.version, change.replacedVersion)];
    case 'create-owner':
      return newOwnerConditions(table, change.owner);
    case 'update-owner':
      return [update(table, encodeOwner(change.owner), change.owner.version, change.replacedVersion)];
    case 'bind-identity': {
      const { tenant, id, identity, version } = change.owner;
      const member = encodeMembership(identityRange(identity), { tenant, owner: id });
      return [update(table, encodeOwner(change.owner), version), creation(table, member, 'version-conflict')];
    }
    case 'create-key':
      return newKeyConditions(table, change);
    case 'update-key':
      return changedKeyConditions(table, change);
    case 'recreate-tenant':
      return [creation(table, encodeTenant(change.tenant))];
    case 'recreate-owner':
      return [creation(table, encodeOwner(change.owner))];
    case 'recreate-key':
      return [
        creation(table, encodeKey(change.key)),
        ...countingConditions(table, change.key, change.counting),
      ];
    case 'create-session':
      return newSessionConditions(table, change);
    case 'update-session':
      return [update(table, encodeSession(change.session), change.session.version)];
    // Its condition is on the limits table.
    case 'update-bucket':
    case 'read-audit':
      return [];
  }
}

function newOwnerConditions(table: string, owner: Owner): readonly WriteCondition[] {
  const { tenant, id, email } = owner;
  const conditions = [existingTenant(table, tenant), creation(table, encodeOwner(owner))];
  if (email === null) return conditions;
  const invitation = encodeMembership(invitationRange(email), { tenant, owner: id });
  return [...conditions, creation(table, invitation, 'already-invited')];
}

function newKeyConditions(
  table: string,
  { key, counting, replaced, expected = {} }: Extract<Change, { kind: 'create-key' }>,
): readonly WriteCondition[] {
  const { predecessor, parent } = key.lineage;
  return [
    activeOwner(table, { tenant: key.tenant, id: key.owner, version: expected.owner }),
    ...(parent === null ? [] : [activeKey(table, parent, expected.parent)]),
    ...(replaced ? [update(table, encodeKey(replaced.key), replaced.key.version)] : []),
    ...unchangedIf(table, tenantVersionKey(key.tenant, key.id), expected.tenant),
    ...(predecessor === null ? [] : unchangedIf(table, keyItemKey(predecessor), expected.predecessor)),
    creation(table, encodeKey(key)),
    ...(predecessor === null ? [] : [creation(table, encodeLink(predecessor, 'successor', key.id))]),
    ...(parent === null ? [] : [creation(table, encodeLink(parent, 'child', key.id))]),
    ...countingConditions(table, key, counting),
  ];
}

function changedKeyConditions(
  table: string,
  { key, expected = {}, counting, replacedVersion }: Extract<Change, { kind: 'update-key' }>,
): readonly WriteCondition[] {
  return [
    update(table, encodeKey(key), key.version, replacedVersion),
    ...unchangedIf(table, tenantVersionKey(key.tenant, key.id), expected.tenant),
    ...unchangedIf(table, ownerItemKey(key.tenant, key.owner), expected.owner),
    ...(counting ? countingConditions(table, key, counting) : []),
  ];
}

function newSessionConditions(
  table: string,
  { session, expected = {} }: Extract<Change, { kind: 'create-session' }>,
): readonly WriteCondition[] {
  return [
    activeKey(table, session.key, expected.key),
    ...unchangedIf(table, ownerItemKey(session.tenant, session.owner), expected.owner),
    creation(table, encodeSession(session)),
  ];
}

function unchangedIf(table: string, item: ItemKey, version: number | undefined): readonly WriteCondition[] {
  return version === undefined ? [] : [unchanged(table, item, version)];
}

/**
 * The unconditional writes of a change. Event IDs have 128 random bits. The condition on the key's version protects its
 * rotation state and its pending cascade. The condition on the tenant's version protects the copies of that version.
 */
export function unconditionalWrites(
  table: string,
  change: Change,
  event: AuditEvent,
  auditRetentionDays: number | undefined,
): readonly TransactWriteItem[] {
  const replaced = change.kind === 'create-key' && change.replaced;
  const events = replaced ? [replaced.event, event] : [event];
  const writes = events.map((each) => ({
    Put: { TableName: table, Item: encodeAuditEvent(each, auditRetentionDays) },
  }));
  return [
    ...tenantVersionWrites(table, change),
    ...managedKeyWrites(table, change),
    ...cascadeWrites(table, change, event),
    ...writes,
  ];
}

function tenantVersionWrites(table: string, change: Change): readonly TransactWriteItem[] {
  if (!('tenant' in change)) return [];
  return encodeTenantVersions(change.tenant).map((item) => ({ Put: { TableName: table, Item: item } }));
}

function cascadeWrites(table: string, change: Change, event: AuditEvent): readonly TransactWriteItem[] {
  const pending = pendingCascade(change, event);
  return pending ? [{ Put: { TableName: table, Item: encodePendingCascade(pending) } }] : [];
}

function managedKeyWrites(table: string, change: Change): readonly TransactWriteItem[] {
  if (!('managed' in change)) return [];
  const { key, managed } = change;
  if (managed === undefined) return [];
  if (managed === 'removed')
    return [{ Delete: { TableName: table, Key: primaryKey(managedItemKey(key.id)) } }];
  return [{ Put: { TableName: table, Item: encodeManagedKey(managed) } }];
}
