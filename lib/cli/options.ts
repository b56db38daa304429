import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import * as z from 'zod';
import { ifMatch, instant } from '../contracts/http/fields.ts';

const SECONDS_PER_DAY = 86_400;

export function tenantOption() {
  return new Option('--tenant <tenant>', "whose it is; the local deployment's own tenant without it");
}

/** Of every command that asks for confirmation: without a terminal it is required. */
export function yesOption() {
  return new Option('--yes', 'do it without asking for confirmation');
}

/** Of every command that changes a resource with a version. Its value is the `ifMatch` of the call. */
export function ifVersionOption() {
  return new Option(
    '--if-version <version>',
    'change it only if it has this version, as listings and details show it',
  ).argParser(parseVersion);
}

export function nameOption() {
  return new Option('--name <name>', 'a name for people, at most 100 characters');
}

export function unnamedOption() {
  return new Option('--unnamed', 'takes the name away').conflicts('name');
}

export function endSessionsOption() {
  return new Option('--end-sessions-with-key', 'the sessions that it makes end when it is deleted');
}

export function planOption() {
  return new Option('--plan <plan>', 'one of the plans of the deployment: postern contract');
}

export function maxKeyLifetimeOption() {
  return new Option('--max-key-lifetime-days <days>', 'the longest that a key may live').argParser(parseDays);
}

export function maxValueAgeOption() {
  return new Option('--max-value-age-days <days>', 'how old the value of a managed key may get').argParser(
    parseDays,
  );
}

export function freezeUntilOption() {
  return new Option('--freeze-until <instant>', 'begin no scheduled rotation before: RFC 3339').argParser(
    parseInstant,
  );
}

export function idempotencyKeyOption() {
  return new Option(
    '--idempotency-key <key>',
    'creates once, however often the command is repeated with it within 24 hours',
  );
}

export function limitOption() {
  return new Option('--limit <count>', 'how many to list, 1 to 100').conflicts('all');
}

export function allOption() {
  return new Option('--all', 'list all of them');
}

export function permissionsOption() {
  return new Option('--permissions <list>', 'what the key may do, separated by commas: read,write').argParser(
    (text: string) => text.split(',').map((permission) => permission.trim()),
  );
}

export function metadataOption() {
  return new Option(
    '--metadata <json>',
    'a JSON object, handed to the protected API with each request',
  ).argParser(parseJsonObject);
}

export function expiresInDaysOption() {
  return new Option('--expires-in-days <days>', 'ends the key after so many days')
    .argParser(parseDays)
    .conflicts('expiresAt');
}

export function expiresAtOption() {
  return new Option(
    '--expires-at <instant>',
    'ends the key then: RFC 3339, like 2027-01-31T12:00:00Z',
  ).argParser(parseInstant);
}

export function sinceOption() {
  return new Option('--since <day>', 'from when on: 2027-01-31, in UTC, or an instant').argParser(
    parseDayOrInstant,
  );
}

export function untilOption() {
  return new Option('--until <day>', 'up to when, without it: 2027-02-28, in UTC, or an instant').argParser(
    parseDayOrInstant,
  );
}

/** When a key ends, as the options name it. A duration is sent as one: the server adds it to its own clock. */
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

function parseDays(text: string): number {
  const days = Number(text);
  if (/^\d{1,5}$/.test(text) && days >= 1) return days;
  throw new InvalidArgumentError('It must be a whole number of days, 1 to 99999.');
}

function parseVersion(text: string): string {
  const etag = `"${text}"`;
  if (ifMatch.safeParse(etag).success) return etag;
  throw new InvalidArgumentError('It must be the version of the resource, a whole number like 3.');
}

function parseInstant(text: string): string {
  const parsed = instant.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('It must be RFC 3339 with an offset, like 2027-01-31T12:00:00Z.');
}

const day = z.iso.date();

/** A day is meant from its beginning, in UTC. */
function parseDayOrInstant(text: string): string {
  return day.safeParse(text).success ? parseInstant(`${text}T00:00:00Z`) : parseInstant(text);
}

const jsonObject = z.record(z.string(), z.json());

function parseJsonObject(text: string): z.infer<typeof jsonObject> {
  const parsed = jsonObject.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError('It must be a JSON object, like \'{"team":"billing"}\'.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
