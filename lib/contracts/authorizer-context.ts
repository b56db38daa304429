import * as z from 'zod/mini';

/**
 * The authorizer context of the protected API. REST APIs pass only scalars, as strings, so lists and objects are JSON
 * strings. HTTP APIs use the same form. REST APIs add fields, which parsing removes.
 */
export const authorizerContext = z.object({
  keyId: z.string(),
  tenant: z.string(),
  owner: z.string(),
  /** The effective permissions, limited by the current role of the owner. */
  permissions: jsonText(z.array(z.string())),
  /** The current plan of the owner with its limits (null: unlimited); null if the owner has no plan. */
  plan: jsonText(
    z.nullable(z.object({ name: z.string(), limits: z.record(z.string(), z.nullable(z.number())) })),
  ),
  /** The metadata of the key. */
  metadata: jsonText(z.record(z.string(), z.json())),
  /** The presented session and its user; null if the key itself was presented. */
  session: jsonText(z.nullable(z.object({ id: z.string(), user: z.string() }))),
  /** The header fields with the remaining budgets, for the response; empty without limits. */
  limitHeaders: jsonText(z.record(z.string(), z.string())),
});

/** The encoded context: all values are strings. */
export type AuthorizerContext = z.input<typeof authorizerContext>;

function jsonText<Inner extends z.core.$ZodType>(inner: Inner) {
  return z.codec(z.string(), inner, {
    decode: (text, context) => {
      try {
        return JSON.parse(text);
      } catch {
        context.issues.push({ code: 'invalid_format', format: 'json', input: text });
        return z.NEVER;
      }
    },
    encode: (value) => JSON.stringify(value),
  });
}
