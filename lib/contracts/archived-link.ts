import * as z from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The JSON form of an audit chain link in the archive. */
export const archivedLink = z.strictObject({
  number: z.int().min(1),
  atMs: z.int(),
  previous: z.strictObject({ hash: sha256, keptUntilMs: z.int() }).nullable(),
  events: z.array(
    z.strictObject({
      tenant: z.string(),
      id: z.string(),
      atMs: z.int(),
      hash: sha256,
      keptUntilMs: z.int().nullable(),
    }),
  ),
  keptUntilMs: z.int(),
  hash: sha256,
});
