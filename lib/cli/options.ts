import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { parseDecimal } from '../contracts/decimal.ts';
import { ifMatch, instant, PAGE_LIMIT } from '../contracts/http/fields.ts';

const SECONDS_PER_DAY = 86_400;

export function tenantOption() {
  return new Option('--tenant <tenant>', 'Tenant ID (default: the local demo tenant)');
}

export function requiredPermissionOption() {
  return new Option('--permission <permission>', 'Permission that the request requires (default: none)');
}

export function fromAddressOption() {
  return new Option(
    '--from-address <address>',
    'Check the allowed addresses for a request from this IP address (default: not checked)',
  );
}

/** Option of every command that requires confirmation; mandatory without a terminal. */
export function yesOption() {
  return new Option('--yes', 'Confirm without a prompt; required without a terminal and with --json');
}

export function environmentOption() {
  return new Option(
    '--environment <environment>',
    'Environment in the key value, for example live or test (default: set by the deployment)',
  );
}

export function unboundOption() {
  return new Option('--unbound', 'Do not tie the key to the status, role and plan of its owner');
}

/** Option of every command that updates a versioned resource. Its value is the `ifMatch` of the call. */
export function ifVersionOption() {
  return new Option(
    '--if-version <version>',
    'Update the resource only if it has this version, which lists and details show',
  ).argParser(parseVersion);
}

export function nameOption() {
  return new Option('--name <name>', 'Display name, at most 100 characters');
}

export function clearNameOption() {
  return new Option('--clear-name', 'Remove the name').conflicts('name');
}

export function endSessionsOption() {
  return new Option(
    '--end-sessions-with-key',
    'End the sessions created with the key when the key is deleted',
  );
}

export function planOption() {
  return new Option('--plan <plan>', 'Plan of the owner; postern profile lists the plans');
}

export function maxKeyLifetimeOption() {
  return new Option('--max-key-lifetime-days <days>', 'Maximum lifetime of a key, in days').argParser(
    parseDays,
  );
}

export function maxValueAgeOption() {
  return new Option(
    '--max-value-age-days <days>',
    'Maximum age of the value of a managed key, in days',
  ).argParser(parseDays);
}

export function freezeUntilOption() {
  return new Option(
    '--freeze-until <instant>',
    'Start no scheduled rotation before this time (RFC 3339)',
  ).argParser(parseInstant);
}

export function idempotencyKeyOption() {
  return new Option(
    '--idempotency-key <key>',
    'Idempotency key: repeating the command within 24 hours creates nothing else',
  );
}

export function limitOption() {
  return new Option(
    '--limit <count>',
    `Number of rows, 1 to ${PAGE_LIMIT.max} (default: ${PAGE_LIMIT.default})`,
  )
    .argParser(parseCountText('rows', PAGE_LIMIT.max))
    .conflicts('all');
}

export function allOption() {
  return new Option('--all', 'List all pages');
}

export function permissionsOption() {
  return new Option(
    '--permissions <list>',
    'Permissions of the key, separated by commas, for example read,write',
  ).argParser((text: string) => text.split(',').map((permission) => permission.trim()));
}

export function metadataOption() {
  return new Option(
    '--metadata <json>',
    'JSON object passed to the protected API with each request',
  ).argParser(parseJsonObject);
}

export function expiresInDaysOption() {
  return new Option('--expires-in-days <days>', 'Lifetime of the key, in days')
    .argParser(parseDays)
    .conflicts('expiresAt');
}

export function expiresAtOption() {
  return new Option(
    '--expires-at <instant>',
    'Expiry of the key (RFC 3339), for example 2027-01-31T12:00:00Z',
  ).argParser(parseInstant);
}

export function sinceOption() {
  return new Option(
    '--since <day>',
    'Start: a UTC day, for example 2027-01-31, or an RFC 3339 time',
  ).argParser(parseDayOrInstant);
}

export function untilOption() {
  return new Option(
    '--until <day>',
    'End, exclusive: a UTC day, for example 2027-02-28, or an RFC 3339 time',
  ).argParser(parseDayOrInstant);
}

/** The expiry that the options request. A duration is sent as a duration: the server adds it to its own clock. */
export function expiryOf({
  expiresInDays,
  expiresAt,
}: {
  readonly expiresInDays?: number | undefined;
  readonly expiresAt?: string | undefined;
}) {
  return {
    expiresAt,
    expiresInSeconds: expiresInDays === undefined ? undefined : expiresInDays * SECONDS_PER_DAY,
  };
}

const parseDays = parseCount('days', 99_999);

/** Parses a whole number of `unit`, from 1 to `max`. */
export function parseCount(unit: string, max: number): (text: string) => number {
  return (text) => {
    const count = parseDecimal(text);
    if (count !== undefined && count >= 1 && count <= max) return count;
    throw new InvalidArgumentError(`Use a whole number of ${unit}, 1 to ${max}.`);
  };
}

/** Parses the same number for a query parameter. */
export function parseCountText(unit: string, max: number): (text: string) => string {
  const parse = parseCount(unit, max);
  return (text) => String(parse(text));
}

function parseVersion(text: string): string {
  const etag = `"${text}"`;
  if (ifMatch.safeParse(etag).success) return etag;
  throw new InvalidArgumentError('Use the version of the resource, a whole number, for example 3.');
}

export function parseInstant(text: string): string {
  const parsed = instant.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Use RFC 3339 with an offset, for example 2027-01-31T12:00:00Z.');
}

const day = z.iso.date();

/** Parses a UTC day as its start, or an RFC 3339 time. */
export function parseDayOrInstant(text: string): string {
  const parsed = instant.safeParse(day.safeParse(text).success ? `${text}T00:00:00Z` : text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    'Use a UTC day, for example 2027-01-31, or RFC 3339 with an offset, for example 2027-01-31T12:00:00Z.',
  );
}

const jsonObject = z.record(z.string(), z.json());

function parseJsonObject(text: string): z.infer<typeof jsonObject> {
  const parsed = jsonObject.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('Use a JSON object, for example \'{"team":"billing"}\'.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
