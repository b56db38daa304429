import type { DenialOutcome } from '../access/outcomes.ts';
import type { CredentialLocation } from '../access/presented-credential.ts';
import type { JsonObject } from '../json.ts';
import type { KeyFormat } from '../keys/format.ts';
import type { OwnerKind, Role } from '../owners/owner.ts';
import type { Plans } from '../plans/plan.ts';
import type { ProfileSettings } from './settings.ts';

/** The response to a denied request. */
export interface ErrorResponse {
  readonly status: number;
  readonly contentType: string;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** The optional routes for key holders, by operation. */
export const KEY_HOLDER_ROUTES = [
  'ping',
  'whoAmI',
  'showOwnLimits',
  'listOwnKeys',
  'createOwnKey',
  'deleteOwnKey',
  'createSession',
  'listSessions',
  'endSession',
] as const;
export type KeyHolderRoute = (typeof KEY_HOLDER_ROUTES)[number];

/**
 * The format of other errors on the routes for key holders: problem details (RFC 9457) or
 * `{ statusCode, statusMessage, message }`.
 */
export type ErrorStyle = 'problem-details' | 'status-message';

/** The lifetimes of keys in days; null for no limit. */
export interface Lifetime {
  /** The lifetime of a key that is created without an expiry. */
  readonly defaultDays: number | null;
  /** The longest lifetime that can be requested. The limit of a tenant can only be shorter. */
  readonly maxDays: number | null;
}

/** Recommendations to customers that reports and warnings are based on. */
export interface Policies {
  /** The age at which a key should be rotated. */
  readonly rotateEveryDays: number | null;
  /** The time before the expiry of a key at which a warning is sent. */
  readonly warnBeforeExpiryDays: readonly number[];
}

/** The menus of the dashboard: the side navigation, or the menu of the signed-in user at the top right. */
export const MENU_LOCATIONS = ['navigation', 'profile-menu'] as const;

/** The operations that end a key: `delete` can be undone for 30 days, `revoke` is permanent. */
export const END_KEY_OPERATIONS = ['revoke', 'delete'] as const;

/** The display names of the product. */
export interface DisplayNames {
  /** The name of a key within a sentence: `API key`. */
  readonly key: string;
  /** The name of the permissions of a key within a sentence: `permissions`. */
  readonly permissions: string;
  /** The label of the button that creates a key: `Create API key`. */
  readonly createKey: string;
  /** The operation of the button that ends a key. */
  readonly endKey: (typeof END_KEY_OPERATIONS)[number];
  /** The menu path of the keys in the dashboard, outermost menu first. */
  readonly menu: readonly string[];
  /** The menu that contains this path. The profile menu itself is the first part of its path. */
  readonly menuLocation: (typeof MENU_LOCATIONS)[number];
  /** The environment variable in which a consumer usually stores a key. */
  readonly environmentVariable: string;
}

/** The documented key profile of a product, as data. */
export interface Profile {
  readonly name: string;
  /** The display name of the product. */
  readonly title: string;
  readonly format: KeyFormat;
  /** The format of session values; null if the product has no sessions. */
  readonly sessionFormat: KeyFormat | null;
  /** The environment of a key that is created without one. */
  readonly defaultEnvironment: string;
  /** The locations in which a credential is accepted. A request can use several if their values agree. */
  readonly credentialLocations: readonly CredentialLocation[];
  /** Whether the first label of the host names the tenant, or only the key does. */
  readonly tenancy: 'by-host' | 'by-key';
  /** The error response of each outcome. */
  readonly errorResponses: Readonly<Record<DenialOutcome, ErrorResponse>>;
  readonly routes: readonly KeyHolderRoute[];
  readonly errors: ErrorStyle;
  /** The kinds of owners that can have keys. */
  readonly owners: readonly OwnerKind[];
  /** The roles that can read keys, sessions, usage, reports and the audit trail. */
  readonly keyReaders: readonly Role[];
  /** The roles that can create, update and end keys; a subset of `keyReaders`. */
  readonly keyManagers: readonly Role[];
  /**
   * The keys that a developer can manage if `keyManagers` includes developers: their own keys, or also those of the
   * applications of the tenant.
   */
  readonly developersManage: 'own-keys' | 'application-keys';
  /** The permissions that keys can have; null for any. */
  readonly permissions: readonly string[] | null;
  /** The permissions of a key that is created without any. */
  readonly defaultPermissions: readonly string[];
  readonly lifetime: Lifetime;
  /** The default plans of a deployment. */
  readonly plans: Plans;
  readonly policies: Policies;
  readonly displayNames: DisplayNames;
  /** The settings of a custom profile, from which it is created again; undefined for a built-in profile. */
  readonly settings?: ProfileSettings;
}
