import type { DenialOutcome } from '../access/outcomes.ts';
import type { CredentialLocation } from '../access/presented-credential.ts';
import type { JsonObject } from '../json.ts';
import type { KeyFormat } from '../keys/format.ts';
import type { OwnerKind, Role } from '../owners/owner.ts';
import type { Plans } from '../plans/plan.ts';

/** What a refused caller sees. */
export interface ErrorResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** The routes for key holders that a product may document, by operation. */
export const KEY_HOLDER_ROUTES = [
  'ping',
  'whoAmI',
  'listOwnKeys',
  'createOwnKey',
  'deleteOwnKey',
  'createSession',
  'listSessions',
  'endSession',
] as const;
export type KeyHolderRoute = (typeof KEY_HOLDER_ROUTES)[number];

/**
 * How the routes for key holders tell what else is wrong with a request: as problem details (RFC 9457), or as
 * `{ statusCode, statusMessage, message }`.
 */
export type ErrorStyle = 'problem-details' | 'status-message';

/** How long keys live; null stands for no limit. */
export interface Lifetime {
  /** Of a key whose maker names no expiry. */
  readonly defaultDays: number | null;
  /** The longest that may be asked for. A tenant's own limit may only be shorter. */
  readonly maxDays: number | null;
}

/** Advice to the product's customers that the system follows up. */
export interface Policies {
  /** How old a key may get before it is to be rotated. */
  readonly rotateEveryDays: number | null;
  /** How long before its expiry a key is warned about. */
  readonly warnBeforeExpiryDays: readonly number[];
}

/** What the product calls things, for people. */
export interface DisplayNames {
  /** One key, in the middle of a sentence: `API key`. */
  readonly key: string;
  /** Where the dashboard has its keys, from the outermost menu on. */
  readonly menu: readonly string[];
  /** Where a consumer usually keeps a key. */
  readonly environmentVariable: string;
}

/** A product's documented key contract, as data. */
export interface Profile {
  readonly name: string;
  /** The product, as people know it. */
  readonly title: string;
  readonly format: KeyFormat;
  /** How the values of sessions look; null where the product has none. */
  readonly sessionFormat: KeyFormat | null;
  /** The environment of a key whose maker names none. */
  readonly defaultEnvironment: string;
  /** Where a credential is accepted. Two places may both be used if they agree. */
  readonly credentialLocations: readonly CredentialLocation[];
  /** Whether each request names its tenant, as the first label of its host, or the key alone does. */
  readonly tenancy: 'by-host' | 'by-key';
  /** The one table from outcomes to answers. */
  readonly errorResponses: Readonly<Record<DenialOutcome, ErrorResponse>>;
  readonly routes: readonly KeyHolderRoute[];
  readonly errors: ErrorStyle;
  /** Whose keys can be. */
  readonly owners: readonly OwnerKind[];
  /** The roles that read keys, and whatever tells of keys: sessions, use, reports and the audit trail. */
  readonly keyReaders: readonly Role[];
  /** The roles that create, change and end keys; each of them is among `keyReaders`. */
  readonly keyManagers: readonly Role[];
  /**
   * Which keys a person manages who is a developer, where developers are among `keyManagers`: the keys bound to
   * themselves, or those bound to an application of the tenant as well.
   */
  readonly developersManage: 'own-keys' | 'application-keys';
  /** The only permissions that keys can have; null for any. */
  readonly permissions: readonly string[] | null;
  /** The permissions of a key whose creator names none. */
  readonly defaultPermissions: readonly string[];
  readonly lifetime: Lifetime;
  /** The plans of a deployment that names none of its own. */
  readonly plans: Plans;
  readonly policies: Policies;
  readonly displayNames: DisplayNames;
}
