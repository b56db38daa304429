import type { AuditEvent } from '../audit/event.ts';
import type { Json, JsonObject } from '../json.ts';
import { KEY_STATUSES, REVOCATION_REASONS, type Revocation } from '../keys/key.ts';
import { OWNER_STATUSES, ROLES } from '../owners/owner.ts';
import { TENANT_STATUSES } from '../tenants/tenant.ts';
import type { KnownOwner, KnownSession, KnownTenant } from './stricter.ts';
import type { KnownCredential, KnownKey } from './stricter-key.ts';

/** What the events of a resource tell about it. */
interface Told {
  /** The version of the resource after its latest event. */
  readonly version: number;
  /** The settings after the latest event that has them. */
  readonly settings: JsonObject;
}

export interface ToldKey extends KnownKey {
  readonly tenant: string;
  readonly version: number;
  /** Whether the events contain the creation of the key. */
  readonly isIssued: boolean;
  /** Undefined if the events do not tell whether it is a managed key. */
  readonly isManaged: boolean | undefined;
}

type Subject = Pick<AuditEvent, 'tenant' | 'subject'>;

/**
 * What audit events tell about the latest state of each resource. Events can be added in any order and repeatedly: the version
 * of a resource orders its events. A revocation counts at any version, because it is final.
 */
export class Trail {
  readonly #told = new Map<string, Told>();
  readonly #keys = new Map<
    string,
    { isIssued: boolean; lastGeneration: number; revocation: Revocation | null }
  >();
  readonly #managed = new Map<string, { version: number; isManaged: boolean }>();
  readonly #subjects = new Map<string, Subject>();

  add(event: AuditEvent): void {
    const { tenant, subject, action } = event;
    if (!STATE_ACTIONS.test(action)) return;
    const name = nameOf(event);
    this.#subjects.set(name, { tenant, subject });
    const settings = settingsAfter(event);
    const version = numberIn(settings, 'version') ?? 0;
    const before = this.#told.get(name);
    if (!before || version >= before.version) {
      this.#told.set(name, { version, settings: { ...before?.settings, ...settings } });
    } else {
      this.#told.set(name, { ...before, settings: { ...settings, ...before.settings } });
    }
    if (subject.kind === 'key') this.#addKey(name, event, settings, version);
  }

  /** The resources with events. */
  subjects(): readonly Subject[] {
    return [...this.#subjects.values()];
  }

  tenant(id: string): (KnownTenant & { readonly version: number }) | undefined {
    return this.#known({ tenant: id, subject: { kind: 'tenant', id } }, (settings) => ({
      maxKeyLifetimeDays: numberIn(settings, 'maxKeyLifetimeDays') ?? null,
      maxValueAgeDays: numberIn(settings, 'maxValueAgeDays') ?? null,
      status: oneOf(TENANT_STATUSES, settings.status),
    }));
  }

  owner(tenant: string, id: string): (KnownOwner & { readonly version: number }) | undefined {
    return this.#known({ tenant, subject: { kind: 'owner', id } }, (settings) => ({
      status: oneOf(OWNER_STATUSES, settings.status),
      role: oneOf(ROLES, settings.role) ?? null,
      allowedAddresses: textsIn(settings, 'allowedAddresses'),
    }));
  }

  session(tenant: string, id: string): (KnownSession & { readonly version: number }) | undefined {
    return this.#known({ tenant, subject: { kind: 'session', id } }, (settings) => ({
      endedAtMs: numberIn(settings, 'endedAtMs') ?? null,
    }));
  }

  key(tenant: string, id: string): ToldKey | undefined {
    const named: Subject = { tenant, subject: { kind: 'key', id } };
    const facts = this.#keys.get(nameOf(named));
    return this.#known(named, (settings) => {
      const { isIssued = false, lastGeneration = 0, revocation = null } = facts ?? {};
      return {
        tenant,
        ...{ isIssued, lastGeneration, revocation, isManaged: this.#managed.get(nameOf(named))?.isManaged },
        status: revocation ? 'revoked' : oneOf(KEY_STATUSES, settings.status),
        permissions: textsIn(settings, 'permissions'),
        expiresAtMs: numberIn(settings, 'expiresAtMs') ?? null,
        allowedAddresses: textsIn(settings, 'allowedAddresses'),
        deletion: deletionIn(settings),
        endSessionsWithKey: settings.endSessionsWithKey === true,
        compromisedUntilMs: numberIn(settings, 'compromisedUntilMs'),
        credentials: credentialsIn(settings),
      };
    });
  }

  #known<Known extends object>(
    subject: Subject,
    read: (settings: JsonObject) => Known,
  ): (Known & { readonly version: number }) | undefined {
    const told = this.#told.get(nameOf(subject));
    return told && { ...read(told.settings), version: told.version };
  }

  #addKey(name: string, { action, after }: AuditEvent, settings: JsonObject, version: number): void {
    const facts = this.#keys.get(name);
    const generations = (credentialsIn(settings) ?? []).map(({ generation }) => generation);
    const own =
      numberIn(settings, 'lastGeneration') ?? numberIn(objectIn(after?.managed), 'lastGeneration') ?? 0;
    this.#keys.set(name, {
      isIssued: facts?.isIssued === true || action === 'key.issued',
      lastGeneration: Math.max(facts?.lastGeneration ?? 0, own, ...generations),
      revocation: revocationIn(settings) ?? facts?.revocation ?? null,
    });
    const isManaged = action === 'key.unmanaged' ? false : managementIn(settings, after);
    if (isManaged !== undefined && version >= (this.#managed.get(name)?.version ?? 0)) {
      this.#managed.set(name, { version, isManaged });
    }
  }
}

/** The actions whose events contain the state of their subject. */
const STATE_ACTIONS = /^(tenant|owner|key|session|rotation)\./;

function nameOf({ tenant, subject: { kind, id } }: Subject): string {
  return `${kind}:${tenant}/${id}`;
}

/** The settings of an update of both a managed key and its key are in `key`. */
function settingsAfter({ after }: AuditEvent): JsonObject {
  const { key, ...state } = after ?? {};
  return { ...state, ...objectIn(key) };
}

/** Undefined if the event does not tell. */
function managementIn(settings: JsonObject, after: JsonObject | null): true | undefined {
  return 'secretArn' in settings || objectIn(after?.managed).secretArn !== undefined ? true : undefined;
}

function oneOf<const Allowed extends string>(
  allowed: readonly Allowed[],
  value: Json | undefined,
): Allowed | undefined {
  return allowed.find((each) => each === value);
}

function objectIn(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function numberIn(settings: JsonObject, name: string): number | undefined {
  const value = settings[name];
  return typeof value === 'number' ? value : undefined;
}

function textsIn(settings: JsonObject, name: string): readonly string[] | undefined {
  const value = settings[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined;
}

function credentialsIn({ credentials }: JsonObject): readonly KnownCredential[] | undefined {
  if (!Array.isArray(credentials)) return undefined;
  return credentials.map(objectIn).flatMap((each) => {
    const generation = numberIn(each, 'generation');
    return generation === undefined ? [] : [{ generation, endsAtMs: numberIn(each, 'endsAtMs') ?? null }];
  });
}

function revocationIn({ status, revocation }: JsonObject): Revocation | undefined {
  if (status !== 'revoked') return undefined;
  const { atMs, by, reason, endSessions } = objectIn(revocation);
  return {
    atMs: typeof atMs === 'number' ? atMs : 0,
    by: typeof by === 'string' ? by : 'unknown',
    reason: oneOf(REVOCATION_REASONS, reason) ?? 'compromised',
    ...(endSessions === false && { endSessions: false }),
  };
}

function deletionIn({ deletion }: JsonObject) {
  const { atMs, by, statusBefore } = objectIn(deletion);
  if (typeof atMs !== 'number' || typeof by !== 'string') return null;
  return {
    atMs,
    by,
    statusBefore: statusBefore === 'disabled' ? ('disabled' as const) : ('active' as const),
  };
}
