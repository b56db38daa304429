import type { AuditAction, AuditEvent, Caller } from '../../../../../lib/core/audit/event.ts';
import type { KeySettings } from '../../../../../lib/core/keys/key.ts';
import type { Owner } from '../../../../../lib/core/owners/owner.ts';
import type { Profile } from '../../../../../lib/core/profiles/profile.ts';
import type { Session } from '../../../../../lib/core/sessions/session.ts';
import type { Tenant } from '../../../../../lib/core/tenants/tenant.ts';

/** A key without generated values. Its ID is a label of the model. */
export type ModelKey = Omit<KeySettings, 'hint'>;
export type ModelSession = Omit<Session, 'digest' | 'digestVersion'>;
export type ModelEvent = Omit<AuditEvent, 'id' | 'before' | 'after'> & {
  readonly before: object | null;
  readonly after: object | null;
};

/** A creation that had an `Idempotency-Key`. */
interface ModelRecord {
  readonly body: string;
  readonly created: string;
  readonly atMs: number;
}

/** The documented stored state. */
export interface State {
  readonly tenants: Map<string, Tenant>;
  /** By tenant and ID. */
  readonly owners: Map<string, Owner>;
  readonly keys: Map<string, ModelKey>;
  readonly sessions: Map<string, ModelSession>;
  readonly records: Map<string, ModelRecord>;
  readonly events: ModelEvent[];
  /** When a caller last read the trail of a tenant from an address, if the read was recorded. */
  readonly auditReads: Map<string, number>;
}

/** The conditions under which a command is applied. */
export interface Context {
  readonly nowMs: number;
  readonly profile: Profile;
  /** The label of the resource that the command creates, if any. */
  readonly label: string;
  /** Whether no other command runs at the same time. */
  readonly isAlone: boolean;
}

/** The result of a command: one of the rejections if there are any, without a change, else the outcome. */
export interface Verdict {
  readonly rejections: readonly string[];
  readonly outcome: string;
  /** The created resource, also of the first request with this token. */
  readonly created?: string | undefined;
  /** The other content of the response. */
  readonly content?: object | undefined;
}

export function emptyState(): State {
  return {
    ...{ tenants: new Map(), owners: new Map(), keys: new Map(), sessions: new Map(), records: new Map() },
    ...{ events: [], auditReads: new Map() },
  };
}

/** Entities are replaced, never changed in place: copying the maps is enough. */
export function copyOf(state: State): State {
  return {
    tenants: new Map(state.tenants),
    owners: new Map(state.owners),
    keys: new Map(state.keys),
    sessions: new Map(state.sessions),
    records: new Map(state.records),
    events: [...state.events],
    auditReads: new Map(state.auditReads),
  };
}

export function ownerOf({ owners }: State, tenant: string, id: string): Owner | undefined {
  return owners.get(`${tenant}#${id}`);
}

export function rejected(...rejections: readonly string[]): Verdict {
  return { rejections, outcome: 'rejected' };
}

export function done(outcome = 'done', created?: string): Verdict {
  return { rejections: [], outcome, created };
}

/** The response to an update: it contains the version of the resource. */
export function updated({ version }: { readonly version: number }): Verdict {
  return { ...done(), content: { version } };
}

/** The rejection of an update of a resource that has another version than the one in `If-Match`. */
export function otherVersion(
  { version }: { readonly version: number },
  { ifVersion = version }: { readonly ifVersion?: number | undefined },
): readonly string[] {
  return ifVersion === version ? [] : ['version-mismatch'];
}

/** Each change has exactly one event, with the settings before and after. */
export function record(
  { events }: State,
  { nowMs }: Context,
  caller: Caller,
  action: AuditAction,
  [kind, tenant, id]: readonly [AuditEvent['subject']['kind'], string, string],
  [before, after]: readonly [object | null, object | null],
): void {
  const { id: callerId, sourceAddress } = caller;
  events.push({
    ...{ atMs: nowMs, tenant, action, subject: { kind, id }, caller: { id: callerId, sourceAddress } },
    ...{ before, after },
  });
}

const WINDOW_MS = 24 * 3_600_000;

/** A repetition of a creation within 24 hours, if it is one; the record of a creation is `remember`. */
export function repeated(
  { records }: State,
  { nowMs }: Context,
  token: string | undefined,
  body: string,
): 'reused' | string | undefined {
  const found = token === undefined ? undefined : records.get(token);
  if (!found || nowMs >= found.atMs + WINDOW_MS) return undefined;
  return found.body === body ? found.created : 'reused';
}

export function remember(
  { records }: State,
  { nowMs, label }: Context,
  token: string | undefined,
  body: string,
  created = label,
): void {
  if (token !== undefined) records.set(token, { body, created, atMs: nowMs });
}

/** Whether two settings are equal, independent of the order of members. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** The same value with its members in one order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}
