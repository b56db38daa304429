import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { parseDecimal } from '../../lib/contracts/decimal.ts';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { consoleRoutes } from '../../lib/contracts/http/console.ts';
import { keyHolderRoutes } from '../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../lib/contracts/http/public-routes.ts';
import type { Route } from '../../lib/contracts/http/route.ts';
import { validate } from '../../lib/contracts/issues.ts';

it('parses every safe whole number from its digits', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (number) => {
      expect(parseDecimal(String(number))).toBe(number);
    }),
  );
});

const LENIENT = [
  '',
  ' ',
  ' 5',
  '5 ',
  '5\n',
  '+5',
  '-5',
  '5.0',
  '1e1',
  '0x10',
  '0b1',
  '1_000',
  '１０',
  'Infinity',
];

it.each(LENIENT)('rejects %j, which is not a whole number in decimal digits', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

const TOO_LARGE = ['9007199254740992', '10000000000000000', '9'.repeat(400)];

it.each(TOO_LARGE)('rejects %s, which is too large', (text) => {
  expect(parseDecimal(text)).toBeUndefined();
});

const routes = Object.entries<Route>({
  ...adminRoutes,
  ...keyHolderRoutes,
  ...publicRoutes,
  ...consoleRoutes,
});
const queryNumbers = routes.flatMap(([operation, { query }]) => {
  if (!(query instanceof z.ZodObject)) return [];
  const numeric = Object.keys(query.shape).filter(
    (name) => typeof parsed(query, name, '7').data?.[name] === 'number',
  );
  return numeric.map((name) => ({ operation, query, name }));
});

function parsed(query: z.ZodObject, name: string, text: string) {
  return validate(query, { [name]: text }, 'response');
}

it('finds routes with numbers in their queries', () => {
  expect(new Set(queryNumbers.map(({ name }) => name))).toEqual(
    new Set(['limit', 'days', 'hours', 'usageDays']),
  );
});

it.each(queryNumbers)('$operation accepts only decimal digits for $name', ({ query, name }) => {
  for (const text of LENIENT)
    expect(parsed(query, name, text).issues).toMatchObject([
      { path: name, message: expect.stringMatching(/^must be a whole number in decimal digits, received/) },
    ]);
});

it.each(queryNumbers)(
  '$operation names the maximum of $name for a number of any length',
  ({ query, name }) => {
    const [issue] = parsed(query, name, '999999').issues ?? [];
    const maximum = /^must be at most \d+/.exec(issue?.message ?? '')?.[0];
    expect(maximum).toBeDefined();
    for (const text of TOO_LARGE)
      expect(parsed(query, name, text).issues).toMatchObject([
        { path: name, message: expect.stringContaining(`${maximum}, received`) },
      ]);
  },
);
