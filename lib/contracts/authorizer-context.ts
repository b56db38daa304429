import * as z from 'zod/mini';

/**
 * What an authorizer hands on to the protected API. REST APIs pass scalars only, as strings, so lists and
 * objects are JSON texts; HTTP APIs pass the same, so that a backend reads one form. A REST API adds fields
 * of its own, which reading drops.
 */
export const authorizerContext = z.object({
  keyId: z.string(),
  tenant: z.string(),
  owner: z.string(),
  /** What the key may do for its owner as the owner is now. */
  permissions: jsonText(z.array(z.string())),
  /** The owner's plan as it is now, with its limits by name (null: none); null where the owner has no plan. */
  plan: jsonText(
    z.nullable(z.object({ name: z.string(), limits: z.record(z.string(), z.nullable(z.number())) })),
  ),
  /** The key's metadata. */
  metadata: jsonText(z.record(z.string(), z.json())),
  /** The session that stood in for the key, and whose it is; null where the key itself was presented. */
  session: jsonText(z.nullable(z.object({ id: z.string(), user: z.string() }))),
});

/** As it is handed on: texts alone. */
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
