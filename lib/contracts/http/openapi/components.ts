import * as z from 'zod';
import { json } from '../fields.ts';
import { keyView } from '../keys.ts';
import { ownerView } from '../owners.ts';
import { PROBLEMS, type ProblemCode, problem } from '../problem.ts';
import { emptyBody, emptySettings, type Route } from '../route.ts';
import { tenantView } from '../tenants.ts';

/** The error body of API Gateway itself, before a function runs. */
export const gatewayDenial = z.object({ message: z.string().meta({ examples: ['Forbidden'] }) });

/** The named schemas of the document and its problem examples. Schemas that routes do not share have operation names. */
export interface Components {
  /** A reference to the schema of a body. */
  refTo(body: z.ZodType): { readonly $ref: string };
  /** A reference to an example of a problem, which is added to the examples. */
  exampleOf(code: ProblemCode): { readonly $ref: string };
  /** All bodies as JSON Schemas (2020-12) of their input. */
  schemas(): Readonly<Record<string, object>>;
  /** The referenced examples, by problem code. */
  examples(): Readonly<Record<string, object>>;
}

export function createComponents(routes: readonly Readonly<Record<string, Route>>[]): Components {
  const registry = z.registry<{ id: string }>();
  const add = (body: z.ZodType, id: string) => {
    if (!registry.has(body)) registry.add(body, { id });
  };
  add(json, 'Json');
  add(tenantView, 'Tenant');
  add(ownerView, 'Owner');
  add(keyView, 'Key');
  add(emptySettings, 'NoSettings');
  add(problem, 'Problem');
  add(gatewayDenial, 'GatewayDenial');
  for (const [operation, { body, response }] of routes.flatMap((each) => Object.entries(each))) {
    const name = operation.charAt(0).toUpperCase() + operation.slice(1);
    if (body !== emptyBody) add(body, `${name}Request`);
    if (response.body !== emptyBody) add(response.body, `${name}Response`);
  }
  const used = new Set<ProblemCode>();
  return {
    refTo: (body) => ({ $ref: uri(registry.get(body)?.id ?? unregisteredBody()) }),
    exampleOf: (code) => {
      used.add(code);
      return { $ref: `#/components/examples/${code}` };
    },
    schemas: () => jsonSchemas(registry),
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

function jsonSchemas(registry: z.core.$ZodRegistry<{ id: string }>): Readonly<Record<string, object>> {
  const { schemas } = z.toJSONSchema(registry, { io: 'input', uri, override: withoutRecursion });
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
}

/**
 * Any JSON value is the schema without conditions. One that contains itself is valid, too, but client generators make
 * types of it that do not compile (openapi-typescript: TS2502).
 */
function withoutRecursion({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: object;
}): void {
  if (zodSchema !== json) return;
  for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
  Object.assign(jsonSchema, { description: 'Any JSON value' });
}

function uri(id: string): string {
  return `#/components/schemas/${id}`;
}

function unregisteredBody(): never {
  throw new Error(
    'The OpenAPI document references a body that is not the body of a route. Add it to createComponents.',
  );
}
