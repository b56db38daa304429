import * as z from 'zod';
import type { Route } from '../../lib/contracts/http/route.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

const schema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), schema).optional(),
    required: z.array(z.string()).optional(),
    items: schema.optional(),
    additionalProperties: z
      .preprocess((value) => (typeof value === 'boolean' ? {} : value), schema)
      .optional(),
    anyOf: z.array(schema).optional(),
    oneOf: z.array(schema).optional(),
    allOf: z.array(schema).optional(),
  }),
);

/** The fields of the response of each operation, by path: `items.id`, or `items.lastUsedAt?` if the field can be absent. */
export type ResponseFields = Readonly<Record<string, readonly string[]>>;

export function responseFields(routes: Readonly<Record<string, Route>>): ResponseFields {
  return Object.fromEntries(
    Object.entries(routes).map(([operation, { response }]) => {
      const json = z.toJSONSchema(response.body, { unrepresentable: 'any', reused: 'inline' });
      return [operation, [...new Set(fieldsOf(schema.parse(json), ''))].sort()];
    }),
  );
}

function fieldsOf(of: Schema, path: string): readonly string[] {
  const named = Object.entries(of.properties ?? {}).flatMap(([name, field]) => {
    const fieldPath = path === '' ? name : `${path}.${name}`;
    const isRequired = of.required?.includes(name) ?? false;
    return [isRequired ? fieldPath : `${fieldPath}?`, ...fieldsOf(field, fieldPath)];
  });
  const others = [of.items, of.additionalProperties, of.anyOf, of.oneOf, of.allOf].flat();
  return [...named, ...others.flatMap((each) => (each ? fieldsOf(each, path) : []))];
}

/**
 * The required fields that one side of a release does not know: a newer client rejects the responses of an older API without
 * them, and an older client those of a newer API. The fields of an object that only one side knows are not compared.
 */
export function incompatibleFields(before: ResponseFields, now: ResponseFields): readonly string[] {
  return Object.entries(before).flatMap(([operation, older]) => {
    const newer = now[operation];
    if (!newer) return [];
    return [
      ...requiredOnlyIn(newer, older).map(
        (field) => `${operation}: ${field} must be optional, because it is new`,
      ),
      ...requiredOnlyIn(older, newer).map((field) => `${operation}: ${field} must stay`),
    ];
  });
}

function requiredOnlyIn(one: readonly string[], other: readonly string[]): readonly string[] {
  const known = new Set(other.map((field) => field.replace('?', '')));
  const parentOf = (field: string) => field.split('.').slice(0, -1).join('.');
  return one.filter(
    (field) =>
      !field.endsWith('?') &&
      !other.includes(field) &&
      (parentOf(field) === '' || known.has(parentOf(field))),
  );
}
