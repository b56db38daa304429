import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { emptyBody, type Route } from '../../../lib/contracts/http/route.ts';

const routes = Object.entries<Route>({
  ...adminRoutes,
  ...consoleUserRoutes,
  ...keyHolderRoutes,
  ...publicRoutes,
});

/** Formats of values that Postern computes and does not store as received. */
const COMPUTED = ['date-time', 'date', 'uuid'];
/** The value of a key is generated for the response and not stored. */
const GENERATED = /\.properties\.(value|key)$/;
/** Keywords of JSON Schema that limit a value beyond its type. */
const BOUNDS = ['pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'maxProperties'];

/** Every bound in a JSON Schema, by its path. */
function boundsIn(schema: unknown, place = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const format = 'format' in schema ? String(schema.format) : undefined;
  return Object.entries(schema).flatMap(([name, value]) => {
    const isComputed = name === 'pattern' && format !== undefined && COMPUTED.includes(format);
    const isBound =
      typeof value !== 'object' && BOUNDS.includes(name) && !isComputed && !GENERATED.test(place);
    return [...(isBound ? [`${place}.${name}`] : []), ...boundsIn(value, `${place}.${name}`)];
  });
}

describe('bounds apply to input only', () => {
  it.each(routes.filter(([, { response }]) => response.body !== emptyBody))(
    'the response of %s describes types, so that no stored value breaks it',
    (_, { response }) => {
      expect(boundsIn(z.toJSONSchema(response.body))).toEqual([]);
    },
  );
});
