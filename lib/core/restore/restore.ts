import { auditableOwner } from '../owners/owner.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditableSession } from '../sessions/session.ts';
import { UnexpectedItemError } from '../store.ts';
import { auditableTenant } from '../tenants/tenant.ts';
import { auditEvent } from '../use-case.ts';
import { recoverKey } from './recover-key.ts';
import {
  isLatest,
  latestOf,
  nextVersion,
  type Recovered,
  type RecoveryWrite,
  type Resource,
  type RestoreDeps,
  UNCHANGED,
  written,
} from './recovery.ts';
import { stricterOwner, stricterSession, stricterTenant } from './stricter.ts';

/**
 * Restores one resource in place: writes it again if it is missing, and makes it stricter if the key table has an earlier state
 * than the copy or the audit trail. It never loosens a resource, and does not change one that has its latest state, so that
 * changes since the time of the copy stay. One conditional write with its audit event; safe to repeat.
 *
 * @throws UnavailableError if a table does not respond
 */
export async function recover(deps: RestoreDeps, resource: Resource): Promise<Recovered> {
  try {
    return await retryOnConflict<Recovered>(deps.backoff, () => attempt(deps, resource));
  } catch (error) {
    if (error instanceof UnexpectedItemError) return { outcome: 'unreadable' };
    throw error;
  }
}

async function attempt(deps: RestoreDeps, resource: Resource): Promise<Recovered | 'version-conflict'> {
  const write = await decide(deps, resource);
  if ('outcome' in write && !('change' in write)) return write;
  const { outcome, change, action, before, after, todo } = write;
  const done = { outcome, ...(todo && { todo }) };
  if (deps.isDryRun) return done;
  const { kind, tenant, id } = resource;
  const subject = { kind, id };
  const event = auditEvent(deps, deps.caller, { action, tenant, subject, before, after });
  return (await deps.live.commit(change, event)) === 'committed' ? done : 'version-conflict';
}

function decide(deps: RestoreDeps, resource: Resource): Promise<RecoveryWrite | Recovered> {
  switch (resource.kind) {
    case 'tenant':
      return recoverTenant(deps, resource);
    case 'owner':
      return recoverOwner(deps, resource);
    case 'key':
      return recoverKey(deps, resource);
    case 'session':
      return recoverSession(deps, resource);
  }
}

async function recoverTenant({ live, copy, trail }: RestoreDeps, { id }: Resource) {
  const [stored, copied] = await Promise.all([live.readTenant(id), copy.readTenant(id)]);
  const known = trail.tenant(id);
  const base = latestOf(stored, copied);
  if (!base) return { outcome: 'lost' } as const;
  if (isLatest(stored, copied, known)) return UNCHANGED;
  const tenant = {
    ...strictest(stricterTenant, base, [stored, copied, known]),
    version: nextVersion(stored, copied, known),
  };
  const change = stored
    ? ({ kind: 'update-tenant', tenant, replacedVersion: stored.version } as const)
    : ({ kind: 'recreate-tenant', tenant } as const);
  return written('tenant.recovered', change, stored && auditableTenant(stored), auditableTenant(tenant));
}

async function recoverOwner({ live, copy, trail }: RestoreDeps, { tenant, id }: Resource) {
  const [stored, copied] = await Promise.all([live.readOwner(tenant, id), copy.readOwner(tenant, id)]);
  const known = trail.owner(tenant, id);
  const base = latestOf(stored, copied);
  if (!base) return { outcome: 'lost' } as const;
  if (isLatest(stored, copied, known)) return UNCHANGED;
  const owner = {
    ...strictest(stricterOwner, base, [stored, copied, known]),
    version: nextVersion(stored, copied, known),
  };
  const change = stored
    ? ({ kind: 'update-owner', owner, replacedVersion: stored.version } as const)
    : ({ kind: 'recreate-owner', owner } as const);
  return written('owner.recovered', change, stored && auditableOwner(stored), auditableOwner(owner));
}

/** A missing session stays missing: it is denied, and its holder creates another one. */
async function recoverSession({ live, copy, trail }: RestoreDeps, { tenant, id }: Resource) {
  const [stored, copied] = await Promise.all([live.readSession(id), copy.readSession(id)]);
  const known = trail.session(tenant, id);
  if (!stored || stored.endedAtMs !== null) return UNCHANGED;
  const { endedAtMs } = strictest(stricterSession, stored, [copied, known]);
  if (endedAtMs === null) return UNCHANGED;
  const session = { ...stored, endedAtMs, version: stored.version + 1 };
  const change = { kind: 'update-session', session } as const;
  return written('session.ended', change, auditableSession(stored), auditableSession(session));
}

/** The state that allows only what the base and all known states allow. */
function strictest<Entity, Known>(
  stricter: (entity: Entity, known: Known) => Entity,
  base: Entity,
  states: readonly (Known | undefined)[],
): Entity {
  return states.reduce((entity: Entity, known) => (known ? stricter(entity, known) : entity), base);
}
