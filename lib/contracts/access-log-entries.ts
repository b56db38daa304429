import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';

/** An entry of the access log, as stored. */
export const accessLogEntry = z.object({
  id: z.string(),
  atMs: z.int(),
  tenant: z.string(),
  key: z.string(),
  outcome: z.enum(OUTCOMES),
  via: z.enum(['authorizer', 'guard']),
  method: z.string(),
  route: z.string(),
  requestId: z.string().optional(),
  sourceAddress: z.string(),
  userAgent: z.string().optional(),
  permission: z.string().optional(),
  generation: z.int().optional(),
});
export type StoredEntry = z.output<typeof accessLogEntry>;

/** A newer version can have written other values. */
const storedEntries = z.array(z.looseObject({ id: z.string() }));

/** The entries of a segment of the access log, and the IDs of those that this version cannot read. */
export interface ReadEntries {
  readonly entries: readonly StoredEntry[];
  readonly unknown: readonly string[];
}

/** @throws ZodError if the value is not a list of entries of any version */
export function readAccessLogEntries(value: unknown): ReadEntries {
  const entries: StoredEntry[] = [];
  const unknown: string[] = [];
  for (const stored of storedEntries.parse(value)) {
    const entry = accessLogEntry.safeParse(stored).data;
    if (entry) entries.push(entry);
    else unknown.push(stored.id);
  }
  return { entries, unknown };
}
