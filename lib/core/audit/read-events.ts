import type { Page, PageRequest } from '../store.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { UseCaseDeps } from '../use-case.ts';
import type { AuditEvent, Caller } from './event.ts';
import type { AuditAbout, AuditFilter } from './filter.ts';
import { recordAuditRead } from './record-read.ts';

/** The events that a reader requests: at most one of key, owner and actor. */
export interface AuditSelection {
  readonly key?: string | undefined;
  readonly owner?: string | undefined;
  /** The complete ID of the caller. */
  readonly actor?: string | undefined;
  /** Inclusive, in ISO 8601. */
  readonly since?: string | undefined;
  /** Exclusive, in ISO 8601. */
  readonly until?: string | undefined;
}

/** The maximum clock skew of event writers. The filter includes it, so that no early or recent event is omitted. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;

/**
 * Reads one page of a tenant's audit trail, newest first, and records the read in the trail.
 *
 * @throws UnavailableError if the store does not respond, also if the read cannot be recorded
 */
export async function readAuditEvents(
  deps: UseCaseDeps,
  caller: Caller,
  tenantId: string,
  selection: AuditSelection,
  page: PageRequest,
): Promise<Page<AuditEvent> | 'not-found' | 'invalid-cursor'> {
  const tenant = await deps.store.readTenant(tenantId);
  if (!tenant) return 'not-found';
  const filter = auditFilter(selection, tenant, deps.clock());
  const found = await deps.store.listAuditEvents(tenant.id, filter, page);
  if (found !== 'invalid-cursor') await recordAuditRead(deps, caller, tenant.id, definedMembers(selection));
  return found;
}

/** Limits the selection to the lifetime of the tenant, which bounds the number of days to read. */
export function auditFilter(
  { since, until, ...about }: AuditSelection,
  { createdAtMs }: Pick<Tenant, 'createdAtMs'>,
  nowMs: number,
): AuditFilter {
  const [earliestMs, latestMs] = [createdAtMs - CLOCK_SKEW_MS, nowMs + CLOCK_SKEW_MS];
  return {
    fromMs: since === undefined ? earliestMs : Math.max(earliestMs, Date.parse(since)),
    untilMs: until === undefined ? latestMs : Math.min(latestMs, Date.parse(until)),
    about: aboutOf(about),
  };
}

function aboutOf({ key, owner, actor }: Pick<AuditSelection, 'key' | 'owner' | 'actor'>): AuditAbout | null {
  if (key !== undefined) return { subject: { kind: 'key', id: key } };
  if (owner !== undefined) return { subject: { kind: 'owner', id: owner } };
  return actor === undefined ? null : { actor };
}

function definedMembers(selection: AuditSelection): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(selection).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
