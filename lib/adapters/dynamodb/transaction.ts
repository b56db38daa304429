import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { AuditEvent } from '../../core/audit/event.ts';
import type { Owner } from '../../core/owners/owner.ts';
import type { Change } from '../../core/store.ts';
import { encodeAuditEvent } from './audit-item.ts';
import { activeKey, activeOwner, creation, existingTenant, type Guard, newRecord, update } from './guards.ts';
import { encodeKey } from './key-item.ts';
import { encodeLink } from './link-item.ts';
import { encodeManagedKey, managedItemKey } from './managed-item.ts';
import { encodeMembership, identityRange, invitationRange } from './membership-item.ts';
import { encodeOwner } from './owner-item.ts';
import { primaryKey } from './read-item.ts';
import { encodeSession } from './session-item.ts';
import { encodeTenant } from './tenant-item.ts';

/**
 * What a change writes and under which conditions. Where several fail, the first one tells: a repetition of
 * what was created is none of a taken id, so the record stands first, and what a new thing needs before the thing,
 * since drawing another id for a key would not bring its owner back.
 */
export function guardsOf(table: string, change: Change): readonly Guard[] {
  const record = 'record' in change && change.record;
  return [...(record ? [newRecord(table, record)] : []), ...changeGuards(table, change)];
}

function changeGuards(table: string, change: Change): readonly Guard[] {
  switch (change.kind) {
    case 'create-tenant':
      return [creation(table, encodeTenant(change.tenant))];
    case 'update-tenant':
      return [update(table, encodeTenant(change.tenant), change.tenant.version)];
    case 'create-owner':
      return newOwnerGuards(table, change.owner);
    case 'update-owner':
      return [update(table, encodeOwner(change.owner), change.owner.version)];
    case 'bind-identity': {
      const { tenant, id, identity, version } = change.owner;
      const member = encodeMembership(identityRange(identity), { tenant, owner: id });
      return [update(table, encodeOwner(change.owner), version), creation(table, member, 'stale')];
    }
    case 'create-key':
      return newKeyGuards(table, change);
    case 'update-key':
      return [update(table, encodeKey(change.key), change.key.version)];
    case 'create-session':
      return [activeKey(table, change.session.key), creation(table, encodeSession(change.session))];
    case 'update-session':
      return [update(table, encodeSession(change.session), change.session.version)];
    case 'read-audit':
      return [];
  }
}

function newOwnerGuards(table: string, owner: Owner): readonly Guard[] {
  const { tenant, id, email } = owner;
  const guards = [existingTenant(table, tenant), creation(table, encodeOwner(owner))];
  if (email === null) return guards;
  const invitation = encodeMembership(invitationRange(email), { tenant, owner: id });
  return [...guards, creation(table, invitation, 'already-invited')];
}

function newKeyGuards(
  table: string,
  { key, replaced }: Extract<Change, { kind: 'create-key' }>,
): readonly Guard[] {
  const { predecessor, parent } = key.lineage;
  return [
    activeOwner(table, key.tenant, key.owner),
    ...(parent === null ? [] : [activeKey(table, parent)]),
    ...(replaced ? [update(table, encodeKey(replaced.key), replaced.key.version)] : []),
    creation(table, encodeKey(key)),
    ...(predecessor === null ? [] : [creation(table, encodeLink(predecessor, 'successor', key.id))]),
    ...(parent === null ? [] : [creation(table, encodeLink(parent, 'child', key.id))]),
  ];
}

/**
 * What is written without a condition of its own: the events that tell of a change, whose ids are 128 random bits, and
 * what is known of a key's secret, which the version of the key guards.
 */
export function unguardedWrites(
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
  return [...managedKeyWrites(table, change), ...writes];
}

function managedKeyWrites(table: string, change: Change): readonly TransactWriteItem[] {
  if (change.kind !== 'create-key' && change.kind !== 'update-key') return [];
  const { key, managed } = change;
  if (managed === undefined) return [];
  if (managed === 'removed')
    return [{ Delete: { TableName: table, Key: primaryKey(managedItemKey(key.id)) } }];
  return [{ Put: { TableName: table, Item: encodeManagedKey(managed) } }];
}
