import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeIssues, fieldName, INTERNAL_FIELDS, withOptionNames } from '../../lib/cli/field-names.ts';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { allCommands } from './support/all-commands.ts';

/** The paths of all fields of a schema, those of nested objects included. */
function fieldsOf(schema: unknown, prefix = ''): readonly string[] {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault
  ) {
    return fieldsOf(schema.unwrap(), prefix);
  }
  if (schema instanceof z.ZodDiscriminatedUnion)
    return schema.options.flatMap((each) => fieldsOf(each, prefix));
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) => [
    `${prefix}${name}`,
    ...fieldsOf(field, `${prefix}${name}.`),
  ]);
}

const FIELDS = new Set(
  Object.values(adminRoutes).flatMap(({ params, query, body }) =>
    [params, query, body].flatMap((each) => fieldsOf(each)),
  ),
);

it.each([...FIELDS].filter((field) => !INTERNAL_FIELDS.has(field)))(
  'the field %s of a request has a CLI input',
  (field) => {
    expect(fieldName(field)).toMatch(/^(?:--[a-z-]+|[A-Z].*)$/);
  },
);

it('every option that names a field is an option of a command', async () => {
  const options = optionsOf(await allCommands());
  const named = [...FIELDS, 'Idempotency-Key', 'If-Match'].map((field) => fieldName(field));
  expect(named.filter((name) => name?.startsWith('--') && !options.includes(name))).toEqual([]);
});

function optionsOf(command: CommandUnknownOpts): readonly (string | undefined)[] {
  return [...command.options.map(({ long }) => long), ...command.commands.flatMap(optionsOf)];
}

it.each([
  ['readers.0', 'must be the ARN of a role', 'value 1 of --reader must be the ARN of a role'],
  ['body.readers.1', 'must be the ARN of a role', 'value 2 of --reader must be the ARN of a role'],
  ['rotationFreeze.reason', 'must not be empty', '--freeze-reason must not be empty'],
  ['metadata.team', 'must be JSON', '--metadata must be JSON'],
  [
    '',
    'must have at most one of expiresAt and expiresInSeconds',
    'must have at most one of --expires-at and --expires-in-days',
  ],
  ['body', 'must contain at least one setting', 'must contain at least one setting'],
  ['params.tenant', 'must be one DNS label', 'Tenant ID must be one DNS label'],
])('names options in the issue of %s', (path, message, text) => {
  expect(describeIssues([{ path, message }])).toBe(text);
});

it('keeps words that are not field names', () => {
  expect(withOptionNames('ApiKeys and toString')).toBe('ApiKeys and toString');
});
