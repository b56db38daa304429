import fc from 'fast-check';
import { beforeEach, expect, it } from 'vitest';
import { anyText } from '../../support/any-text.ts';
import { createGoodCalls } from './good-calls.ts';
import { operations } from './operations.ts';

let calls: Awaited<ReturnType<typeof createGoodCalls>>;

beforeEach(async () => {
  calls = await createGoodCalls();
});

/** A marker in all sent data, to find it in responses. */
const MARKER = 'QxJunkxQ';
const NAMES = [
  'id',
  'owner',
  'name',
  'kind',
  'role',
  'permissions',
  'expiresAt',
  'metadata',
  'reason',
  'value',
];

const junk = fc.oneof(fc.json(), fc.string(), anyText).map((text) => text.replaceAll('"', `"${MARKER}`));
const nearly = fc
  .dictionary(
    fc.constantFrom(...NAMES, MARKER),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('acme', 'app', 'person', MARKER, [MARKER], { [MARKER]: MARKER }),
    ),
  )
  .map((body) => JSON.stringify(body));
const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((text) => `${text}&${MARKER}=${MARKER}`),
);

it('never returns a 5xx for any input on any route, follows the contract, and does not return rejected input', async () => {
  const property = fc.asyncProperty(
    fc.constantFrom(...operations),
    fc.option(fc.oneof(junk, nearly), { nil: undefined }),
    query,
    fc.boolean(),
    async (operation, body, sent, isBase64Encoded) => {
      const given = { params: calls.paramsOf(operation), query: sent, isBase64Encoded };
      const reply = await calls.api.call(operation, { ...given, ...(body !== undefined && { body }) });
      expect(reply.statusCode, reply.body).toBeLessThan(500);
      if (reply.statusCode >= 400) expect(reply.body).not.toContain(MARKER);
      expect(calls.api.logged).toEqual([]);
    },
  );
  await fc.assert(property, { numRuns: 500 });
});
