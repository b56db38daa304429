import * as z from 'zod';
import { IDENTIFIER, PERMISSION } from '../core/identifiers.ts';
import type { JsonObject } from '../core/json.ts';
import { OWNER_KINDS, ROLES } from '../core/owners/owner.ts';
import { PROFILES } from '../core/profiles/catalogue.ts';
import {
  END_KEY_OPERATIONS,
  KEY_HOLDER_ROUTES,
  MENU_LOCATIONS,
  type Profile,
} from '../core/profiles/profile.ts';
import { confusableValues, ruleViolations } from '../core/profiles/rules.ts';
import { ERROR_BODIES, type ErrorBody, type ProfileSettings, profileOf } from '../core/profiles/settings.ts';
import { issuesText } from './input-issue.ts';
import { validate } from './issues.ts';

const text = z
  .string()
  .regex(/^[\w .,:()'-]{1,64}$/, "must have 1 to 64 letters, digits, spaces and .,:()'_-");
const prefix = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9_]{1,23}$/,
    'must have 2 to 24 letters, digits and _, starting with a letter, for example acme_',
  );
const identifier = z
  .string()
  .regex(IDENTIFIER, 'must have 1 to 63 of a-z, 0-9, _ . : -, starting with a letter or a digit');
const permission = z.string().regex(PERMISSION, 'must be a permission, for example orders:read');
/** Headers that gateways, proxies or clients set for other purposes. */
const RESERVED_HEADER = /^(?:host|cookie|content-.*|connection|transfer-encoding|x-forwarded-.*|x-amzn?-.*)$/;
const header = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,62}$/, 'must be the name of a header, for example X-Acme-Key')
  .transform((name) => name.toLowerCase())
  .refine(
    (name) => !RESERVED_HEADER.test(name),
    'must not be a header that gateways set. Use a name of your own, for example X-Acme-Key',
  );
const scheme = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,31}$/, 'must have 1 to 32 letters, digits and -, for example Bearer')
  .nullable();
/** From the length that the rules require for each alphabet, to a value that fits in a header. */
const length = z.int().min(1).max(64);
const days = z.int().min(1).max(36_500).nullable();
const variableName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'must have 1 to 64 of A-Z, 0-9 and _, for example ACME_API_KEY');
/** In templates of gateway responses, API Gateway replaces $context, in names of fields as well. */
const jsonObject: z.ZodType<JsonObject> = z
  .record(z.string(), z.json())
  .refine((body) => !JSON.stringify(body).includes('$'), 'must not contain $, which API Gateway replaces');

/** A custom profile as an operator writes it. Omitted fields are those of the profile `default`. */
const profileSettings = z.strictObject({
  /** Default: the prefix without `_`, in lower case. */
  name: identifier.optional(),
  title: text.optional(),
  prefix: prefix.optional(),
  environmentMarkers: z
    .record(
      identifier,
      z.string().regex(/^[A-Za-z0-9_]{1,16}$/, 'must have 1 to 16 letters, digits and _, for example live_'),
    )
    .refine((markers) => Object.keys(markers).length > 0, 'must have an environment, or be null')
    .nullable()
    .optional(),
  alphabet: z.enum(['base62', 'hex']).optional(),
  idLength: length.optional(),
  secretLength: length.optional(),
  /** A checksum of 32 bits. */
  checksumLength: z.int().min(4).max(8).optional(),
  sessionPrefix: prefix.optional(),
  header: header.optional(),
  scheme: scheme.optional(),
  credentialLocations: z.array(z.strictObject({ header, scheme })).min(1).max(4).optional(),
  errorBodies: z.partialRecord(z.enum(ERROR_BODIES), jsonObject).optional() satisfies z.ZodType<
    Partial<Record<ErrorBody, JsonObject>> | undefined
  >,
  defaultEnvironment: identifier.optional(),
  tenancy: z.enum(['by-host', 'by-key']).optional(),
  routes: z.array(z.enum(KEY_HOLDER_ROUTES)).optional(),
  errors: z.enum(['problem-details', 'status-message']).optional(),
  owners: z.array(z.enum(OWNER_KINDS)).min(1).optional(),
  keyReaders: z.array(z.enum(ROLES)).min(1).optional(),
  keyManagers: z.array(z.enum(ROLES)).min(1).optional(),
  developersManage: z.enum(['own-keys', 'application-keys']).optional(),
  permissions: z.array(permission).min(1).max(50).nullable().optional(),
  defaultPermissions: z.array(permission).min(1).max(50).optional(),
  lifetime: z.strictObject({ defaultDays: days.optional(), maxDays: days.optional() }).optional(),
  policies: z
    .strictObject({
      rotateEveryDays: days.optional(),
      warnBeforeExpiryDays: z.array(z.int().min(1).max(365)).max(10).optional(),
    })
    .optional(),
  displayNames: z
    .strictObject({
      key: text.optional(),
      permissions: text.optional(),
      createKey: text.optional(),
      endKey: z.enum(END_KEY_OPERATIONS).optional(),
      menu: z.array(text).min(1).max(4).optional(),
      menuLocation: z.enum(MENU_LOCATIONS).optional(),
      environmentVariable: variableName.optional(),
    })
    .optional(),
});

/**
 * A custom key profile: the fields that differ from the profile `default`. docs/profiles.md describes each field with
 * its bounds.
 */
export type ProfileProps = z.input<typeof profileSettings>;

/**
 * Completes a custom profile with the fields of the profile `default`.
 *
 * @throws Error that lists every invalid field and every rule of profiles that it violates, with what is allowed
 */
export function parseProfile(props: ProfileProps): Profile {
  const { data, issues } = validate(profileSettings, props, 'terminal');
  if (!data) throw invalidProfile(issuesText(issues));
  const { name = nameOf(data.prefix), ...fields } = data;
  if (fields.credentialLocations && (fields.header !== undefined || fields.scheme !== undefined))
    throw invalidProfile('credentialLocations replaces header and scheme. Use either one');
  if (fields.scheme !== undefined && fields.header === undefined)
    throw invalidProfile('scheme requires header, for example Authorization');
  if (PROFILES.has(name)) throw invalidProfile(`name '${name}' is a built-in profile. Use another name`);
  const profile = profileOf({ name, ...fields } satisfies ProfileSettings);
  const builtIn = [...PROFILES.values()];
  const violations = [
    ...ruleViolations(profile),
    ...builtIn.flatMap((other) => confusableValues(profile, other)),
  ];
  if (violations.length > 0) throw invalidProfile(violations.join('; '));
  return profile;
}

/** `acme` of the prefix `acme_`. */
function nameOf(prefix: string | undefined): string {
  return prefix?.replace(/_+$/, '').toLowerCase() ?? 'custom';
}

function invalidProfile(problem: string): Error {
  return new Error(`Invalid profile: ${problem}. docs/profiles.md lists the fields.`);
}
