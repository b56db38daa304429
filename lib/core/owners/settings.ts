import { areAddressRanges } from '../access/address-range-bounds.ts';
import { asciiLowerCase } from '../ascii.ts';
import { IDENTIFIER, TENANT_ID } from '../identifiers.ts';
import { areLimits } from '../limits/bounds.ts';
import { isName, normalizeName } from '../names.ts';
import { type Bound, type OutOfBounds, outOfBounds } from '../out-of-bounds.ts';
import { isMaxKeys } from '../plans/max-keys.ts';
import type { Identity, Owner } from './owner.ts';

/** An e-mail address, in ASCII: local part, `@`, and a domain of at least two labels. */
export const EMAIL = /^[A-Za-z0-9_'+-]+(?:\.[A-Za-z0-9_'+-]+)*@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
export const EMAIL_LIMIT = 254;

/** OpenID Connect Core, 2: at most 255 ASCII characters. */
const SUBJECT = /^[\x20-\x7e]{1,255}$/;
const ISSUER_LIMIT = 2048;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;

/** A person has a role and can have an address and an identity. Applications and accounts have none of them. */
const BOUNDS = [
  ['tenant', ({ tenant }) => TENANT_ID.test(tenant)],
  ['id', ({ id }) => IDENTIFIER.test(id)],
  ['name', ({ name }) => name === null || isName(name)],
  ['role', ({ kind, role }) => (kind === 'person') === (role !== null)],
  ['plan', ({ plan }) => plan === null || IDENTIFIER.test(plan)],
  ['maxKeys', ({ maxKeys }) => isMaxKeys(maxKeys)],
  ['email', ({ kind, email }) => email === null || (kind === 'person' && isEmail(email))],
  ['identity', ({ kind, identity }) => identity === null || (kind === 'person' && isIdentity(identity))],
  ['limits', ({ limits }) => areLimits(limits)],
  ['allowedAddresses', ({ allowedAddresses }) => areAddressRanges(allowedAddresses)],
] as const satisfies readonly Bound<Owner>[];

/** The setting of an owner that is out of bounds. */
export type OwnerOutOfBounds = OutOfBounds<(typeof BOUNDS)[number][0]>;

/** Normalizes the settings of an owner: trims the name and folds the e-mail address to lower case. */
export function normalizeOwner<Settings extends NormalizedSettings>(settings: Settings): Settings {
  const { name, email } = settings;
  return {
    ...settings,
    ...(name !== undefined && { name: normalizeName(name) }),
    ...(typeof email === 'string' && { email: asciiLowerCase(email) }),
  };
}

type NormalizedSettings = { readonly [Name in 'name' | 'email']?: Owner[Name] | undefined };

/** Checks a normalized owner; settings that are equal in `before` are not checked again. */
export function ownerOutOfBounds(owner: Owner, before?: Owner): OwnerOutOfBounds | undefined {
  return outOfBounds(BOUNDS, owner, before);
}

function isEmail(email: string): boolean {
  return email.length <= EMAIL_LIMIT && EMAIL.test(email);
}

function isIdentity({ issuer, subject }: Identity): boolean {
  return issuer.length <= ISSUER_LIMIT && PRINTABLE_ASCII.test(issuer) && SUBJECT.test(subject);
}
