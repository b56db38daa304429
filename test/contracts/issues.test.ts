import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { ownKeyRoutes } from '../../lib/contracts/http/self-service-keys.ts';
import { sessionRoutes } from '../../lib/contracts/http/sessions.ts';
import { validate } from '../../lib/contracts/issues.ts';

/** Messages of the schema library itself. */
const LIBRARY =
  /Too (?:small|big)|Invalid (?:input|option|string|element|key|ISO|email|URL|number)|Unrecognized key|expected \w+/i;
const SECRET = 'pst_live_0Ab1Cd2Ef3GhSecretSecretSecretSecretAbCdEf';

const ROUTES = Object.entries({ ...adminRoutes, ...ownKeyRoutes, ...sessionRoutes });
const SCHEMAS = ROUTES.flatMap(([operation, { params, query, body }]) =>
  Object.entries({ params, query, body }).map(([part, schema]) => [`${operation} ${part}`, schema] as const),
);

const junk = fc.oneof(
  fc.constantFrom(SECRET, '', 0, -1, 1.5, 1e9, null, true, [], {}, [SECRET], { [SECRET]: 1 }, '2027-02-30'),
  fc.string(),
  fc.jsonValue(),
);

/** The fields of a schema, each with an invalid value, and a field that no schema has. */
function junkFor(schema: z.ZodType): fc.Arbitrary<unknown> {
  const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
  const fields = inner instanceof z.ZodObject ? Object.keys(inner.shape) : ['owner', 'key', 'name'];
  return fc.oneof(junk, fc.dictionary(fc.constantFrom(...fields, 'another'), junk));
}

describe.each(['terminal', 'response'] as const)('for a %s', (audience) => {
  it.each(SCHEMAS)('%s names the allowed values, and never contains a possible secret', (_, schema) => {
    fc.assert(
      fc.property(junkFor(schema instanceof z.ZodType ? schema : z.undefined()), (input) => {
        for (const { message } of validate(schema, input, audience).issues ?? []) {
          expect(message).not.toMatch(LIBRARY);
          expect(message).toMatch(/^(?:must|has|is|takes|name|give)\b/);
          expect(message).not.toContain(SECRET);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const query = z.strictObject({
  days: z.coerce.number().int().min(1).max(400),
  name: z.string().max(5).optional(),
});

it.each([
  [{ days: '0' }, 'days', "must be at least 1, received '0'"],
  [{ days: '401' }, 'days', "must be at most 400, received '401'"],
  [{ days: '1.5' }, 'days', "must be a whole number, received '1.5'"],
  [{ days: 'soon' }, 'days', "must be a number, received 'soon'"],
  [{ days: '1', name: 'Nightly' }, 'name', "must have at most 5 characters, received 'Nightly'"],
  [
    { days: '1', name: SECRET },
    'name',
    'must have at most 5 characters, received a masked string of 51 characters',
  ],
  [{ days: '1', name: 7 }, 'name', 'must be a string, received 7'],
  [{ days: '1', [SECRET]: 7 }, '', 'must have no other fields than: days, name'],
])('%j: %s %s', (input, path, message) => {
  expect(validate(query, input, 'terminal').issues).toEqual([{ path, message }]);
});

it('repeats received numbers in a response, and only the length of received texts', () => {
  const messageOf = (input: unknown) => validate(query, input, 'response').issues?.[0]?.message;
  expect(messageOf({ days: '0' })).toBe("must be at least 1, received '0'");
  expect(messageOf({ days: '1', name: 'Nightly' })).toBe(
    'must have at most 5 characters, received a masked string of 7 characters',
  );
});

it.each(['value', 'metadata'])('never shows the content of %s, even if it is short', (field) => {
  const { issues } = validate(z.object({ [field]: z.string().max(2) }), { [field]: 'pass' }, 'terminal');
  expect(issues?.[0]?.message).toBe('must have at most 2 characters, received a masked value');
});

it('reports one issue for a value that violates several rules', () => {
  const schema = z.object({ name: z.string().min(9).regex(/^a/), other: z.string().min(9) });
  const { issues } = validate(schema, { name: 'x', other: 'x' }, 'terminal');
  expect(issues?.map(({ path }) => path)).toEqual(['name', 'other']);
});
