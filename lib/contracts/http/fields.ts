import * as z from 'zod';
import { IDENTIFIER, NAME_LIMIT, PERMISSION, TENANT_ID } from '../../core/identifiers.ts';
import type { JsonObject } from '../../core/json.ts';
import { METADATA_LIMIT_BYTES, PERMISSIONS_LIMIT, PERMISSIONS_LIMIT_BYTES } from '../../core/keys/key.ts';
import { hasControls, isWithin } from '../../core/names.ts';
import { EMAIL, EMAIL_LIMIT } from '../../core/owners/settings.ts';
import { REGION_CODE } from '../../core/region.ts';
import { DAYS_LIMIT } from '../../core/tenants/settings.ts';
import { formatTimestamp, parseTimestamp } from '../../core/timestamp.ts';
import { decimal } from '../decimal.ts';

const TIMESTAMP_FORM =
  'must be an RFC 3339 timestamp with an offset, for example 2027-01-31T12:00:00Z; in a query, write + as %2B';

export const tenantId = z
  .string()
  .regex(
    TENANT_ID,
    'must be one DNS label of at most 63 characters: lower-case letters, digits and inner hyphens, for example acme',
  )
  .meta({ examples: ['acme'] });

export const identifier = z
  .string()
  .regex(IDENTIFIER, 'must be 1 to 63 characters of a-z, 0-9, _ . : - and begin with a letter or a digit')
  .meta({ examples: ['app', 'live'] });

export const permission = z
  .string()
  .regex(PERMISSION, 'must be 1 to 63 characters of a-z, 0-9, _ . : - and can end with :*')
  .meta({ examples: ['read', 'orders:*'] });

export const permissions = z
  .array(permission)
  .min(1)
  .max(PERMISSIONS_LIMIT)
  .refine((each) => new Set(each).size === each.length, 'must not contain duplicate permissions')
  .refine(
    (each) => each.join('').length <= PERMISSIONS_LIMIT_BYTES,
    `must have at most ${PERMISSIONS_LIMIT_BYTES} characters in total`,
  )
  .meta({
    uniqueItems: true,
    description: `At most ${PERMISSIONS_LIMIT_BYTES} characters in total`,
    examples: [['read', 'write']],
  });

/** The value of a key or a session. Its characters need no escaping in shells, `.env` files, headers and terminals. */
export const keyValue = z
  .string()
  .regex(/^[A-Za-z0-9._~+/-]{1,4096}$/, 'must be 1 to 4096 characters of A-Z, a-z, 0-9, . _ ~ + / -');

/** Postern generates key IDs. The pattern only rejects invalid input before a table read. */
export const keyId = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}$/, 'must have 1 to 64 letters and digits, for example 3fKq81ZbTn0x')
  .meta({ examples: ['3fKq81ZbTn0x'] });

/** Postern generates session IDs, too. */
export const sessionId = z
  .string()
  .regex(/^[0-9A-Za-z]{1,64}$/, 'must have 1 to 64 letters and digits, for example 7Xw2mPq0RtYb4c')
  .meta({ examples: ['7Xw2mPq0RtYb4c'] });

/** Unique per creation, such as a UUID. Commas are not allowed because gateways join repeated headers with them. */
export const idempotencyKey = z
  .string()
  .regex(/^[0-9A-Za-z_.:-]{1,128}$/, 'must be 1 to 128 characters of A-Z, a-z, 0-9, _ . : -')
  .meta({ examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'] });

/** The `ETag` of a resource; `*` matches every version. Parsed to the version, or to undefined for `*`. */
export const ifMatch = z
  .string()
  .regex(
    /^(?:\*|"[1-9]\d{0,14}")$/,
    'must be the ETag of the resource, which is its version in double quotes ("3"), or *',
  )
  .transform((text) => (text === '*' ? undefined : Number(text.slice(1, -1))))
  .meta({ examples: ['"3"'] });

/** A text that is displayed unescaped, also in terminals. The limit counts code points. */
export function displayText(limit: number) {
  return z
    .string()
    .refine((text) => !hasControls(text), 'must not have control or bidirectional formatting characters')
    .refine((text) => isWithin(text, limit), {
      error: ({ input }) =>
        `must have at most ${limit} characters, received ${typeof input === 'string' ? [...input].length : 0}`,
    })
    .meta({ maxLength: limit });
}

/** Trimmed; null if there is no name. */
export const name = z
  .string()
  .trim()
  .min(1)
  .pipe(displayText(NAME_LIMIT))
  .meta({ maxLength: NAME_LIMIT, examples: ['Nightly build'] })
  .nullable();

export const regionCode = z
  .string()
  .regex(REGION_CODE, 'must be an AWS Region code, for example eu-central-1')
  .meta({ examples: ['eu-central-1'] });

/** The address of an invitation. Comparison is case-insensitive; the stored form is lower case. */
export const email = z
  .email({ pattern: EMAIL, error: 'must be an email address, for example ann@example.com' })
  .max(EMAIL_LIMIT)
  .toLowerCase()
  .meta({ examples: ['ann@example.com'] });

/** The name of a plan of the deployment; null for no plan. */
export const plan = identifier.nullable();

/** A limit in days; null for no additional limit. */
export const lifetimeDays = z.int().min(1).max(DAYS_LIMIT).nullable();

/** A timestamp of a request in any RFC 3339 form. Parsed to UTC with milliseconds. */
export const instant = z
  .string()
  .meta({ format: 'date-time', examples: ['2027-01-31T12:00:00.000Z'] })
  .transform((text, context): string => {
    const ms = parseTimestamp(text);
    if (ms !== undefined) return formatTimestamp(ms);
    context.addIssue({ code: 'custom', message: TIMESTAMP_FORM });
    return z.NEVER;
  });

/** The lifetime of a key, counted from the server's clock. The caller's clock has no effect. */
export const expiresInSeconds = z
  .int()
  .min(1)
  .max(100_000 * 86_400)
  .meta({ examples: [90 * 86_400] });

/** Whether a body has at most one of the two expiry fields. */
export function hasOneExpiry(body: {
  readonly expiresAt?: unknown;
  readonly expiresInSeconds?: unknown;
}): boolean {
  return body.expiresAt === undefined || body.expiresInSeconds === undefined;
}
export const ONE_EXPIRY = 'must have at most one of expiresAt and expiresInSeconds';
export const ONE_EXPIRY_SCHEMA = {
  dependentSchemas: { expiresAt: { properties: { expiresInSeconds: false } } },
};

/** Any JSON value. */
export const json = z.json();

/** Custom data for the protected API, passed on with each allowed request. */
export const metadata: z.ZodType<JsonObject, JsonObject> = z
  .record(z.string(), json)
  .refine(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_LIMIT_BYTES,
    `must be at most ${METADATA_LIMIT_BYTES} bytes of JSON`,
  )
  .meta({ description: `At most ${METADATA_LIMIT_BYTES} bytes of JSON`, examples: [{ plan: 'gold' }] });

/** Items on one page of a listing. */
export const PAGE_LIMIT = { default: 50, max: 100 } as const;

/** A whole number in a query; the minimum is 1. */
export function queryNumber(bounds: { readonly default: number; readonly max: number }) {
  return decimal({ min: 1, max: bounds.max }).default(bounds.default);
}

/** A text to search for; the case of ASCII letters is ignored. */
export function searchText(description: string) {
  return z
    .string()
    .trim()
    .min(1)
    .pipe(displayText(NAME_LIMIT))
    .meta({ description: `${description}; the case of ASCII letters is ignored`, maxLength: NAME_LIMIT });
}

/** The query of every listing. */
export const pageQuery = z.strictObject({
  cursor: z.string().max(512).optional(),
  limit: queryNumber(PAGE_LIMIT),
});
