import * as z from 'zod';
import { json } from '../fields.ts';
import { PROBLEMS, type ProblemCode } from '../problem.ts';
import { emptyBody, type Route } from '../route.ts';
import { NAMED_SCHEMAS } from './named-schemas.ts';

/**
 * The schemas of the document and its problem examples. The body of a single route has the name of its operation with `Input` or
 * `Output`: generators make types such as `CreateKeyRequest` and `CreateKeyResponse` for the whole request and response.
 */
export interface Components {
  /** A reference to the schema of a body. */
  refTo(body: z.ZodType): { readonly $ref: string };
  /** A reference to an example of a problem, which is added to the examples. */
  exampleOf(code: ProblemCode): { readonly $ref: string };
  /** The referenced schemas as JSON Schemas (2020-12) of their input. */
  schemas(): Readonly<Record<string, object>>;
  /** The referenced examples, by problem code. */
  examples(): Readonly<Record<string, object>>;
}

type Registry = z.core.$ZodRegistry<{ id: string }>;

export function createComponents(routes: readonly Readonly<Record<string, Route>>[]): Components {
  const registry: Registry = z.registry();
  const add = (body: z.ZodType, id: string) => {
    if (!registry.has(body)) registry.add(body, { id });
  };
  for (const [name, schema] of Object.entries(NAMED_SCHEMAS)) add(schema, name);
  for (const [operation, { body, response }] of routes.flatMap((each) => Object.entries(each))) {
    const name = operation.charAt(0).toUpperCase() + operation.slice(1);
    if (body !== emptyBody) add(body, `${name}Input`);
    if (response.body !== emptyBody) add(response.body, `${name}Output`);
  }
  const referenced = new Set<string>();
  const used = new Set<ProblemCode>();
  return {
    refTo: (body) => {
      const id = registry.get(body)?.id ?? unregisteredBody();
      referenced.add(id);
      return { $ref: uri(id) };
    },
    exampleOf: (code) => {
      used.add(code);
      return { $ref: `#/components/examples/${code}` };
    },
    schemas: () => withReferenced(referenced, jsonSchemas(registry)),
    examples: () => Object.fromEntries([...used].map((code) => [code, problemExample(code)])),
  };
}

/** The additional members of some problems. */
const PROBLEM_EXTENSIONS: Readonly<Record<string, object>> = {
  'value-unavailable': { key: { tenant: 'acme', id: '3fKq81ZbTn0x' } },
  'invalid-request': { issues: [{ path: 'body.owner', message: 'must not be empty' }] },
} satisfies Partial<Record<ProblemCode, object>>;

function problemExample(code: ProblemCode) {
  const { status, title } = PROBLEMS[code];
  return { summary: title, value: { type: 'about:blank', title, status, code, ...PROBLEM_EXTENSIONS[code] } };
}

type Override = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];

function jsonSchemas(registry: Registry): Readonly<Record<string, object>> {
  const override = (each: Override) => {
    withoutRecursion(each);
    withoutBooleanConstant(each);
    addDiscriminator(each, registry);
  };
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri, override });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
}

/** These schemas, and those that they reference. */
function withReferenced(
  names: Iterable<string>,
  schemas: Readonly<Record<string, object>>,
): Readonly<Record<string, object>> {
  const reached = new Set(names);
  // A loop over a set includes what is added to it.
  for (const name of reached)
    for (const [, other = ''] of JSON.stringify(schemas[name]).matchAll(REFERENCE)) reached.add(other);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name)));
}

/**
 * Any JSON value is the schema without conditions. One that contains itself is valid, too, but client generators make
 * types of it that do not compile (openapi-typescript: TS2502).
 */
function withoutRecursion({ zodSchema, jsonSchema }: Override): void {
  if (zodSchema !== json) return;
  for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
  Object.assign(jsonSchema, { description: 'Any JSON value' });
}

/** openapi-generator for Python compares a boolean with the text of its constant, so that it accepts no value. */
function withoutBooleanConstant({ zodSchema, jsonSchema }: Override): void {
  if (zodSchema instanceof z.ZodLiteral && jsonSchema.type === 'boolean') delete jsonSchema.const;
}

/** Names the property by which a generated client selects the schema of a value, if every option has a name. */
function addDiscriminator({ zodSchema, jsonSchema }: Override, registry: Registry): void {
  if (!(zodSchema instanceof z.ZodDiscriminatedUnion)) return;
  const propertyName = zodSchema.def.discriminator;
  const mapping = zodSchema.options.flatMap((option) => {
    const id = registry.get(option)?.id ?? unnamedOption(propertyName);
    return [...(option._zod.propValues?.[propertyName] ?? [])].map((value) => [String(value), uri(id)]);
  });
  Object.assign(jsonSchema, { discriminator: { propertyName, mapping: Object.fromEntries(mapping) } });
}

const REFERENCE = /"\$ref":"#\/components\/schemas\/(\w+)"/g;

function uri(id: string): string {
  return `#/components/schemas/${id}`;
}

function unregisteredBody(): never {
  throw new Error(
    'The OpenAPI document references a body that is not the body of a route. Add it to createComponents.',
  );
}

function unnamedOption(propertyName: string): never {
  throw new Error(`An option of the union by '${propertyName}' has no name. Add it to NAMED_SCHEMAS.`);
}
