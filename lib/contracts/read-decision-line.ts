import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';
import { sourceAddressOf } from '../core/access/source-address.ts';
import { IDENTIFIER, TENANT_ID } from '../core/identifiers.ts';
import { DECISION_SOURCES } from './decision-line.ts';

/**
 * Separate from the writer, because the authorizer bundle has no schema library. The writer never exceeds these limits, so
 * other lines are not decision lines.
 */
const decisionLineSchema = z.object({
  postern: z.literal('decision'),
  outcome: z.enum(OUTCOMES),
  via: z.enum(DECISION_SOURCES),
  method: z.string().max(16),
  route: z.string().max(2048),
  requestId: z.string().max(128).optional(),
  sourceAddress: z.string().max(64).transform(sourceAddressOf),
  userAgent: z.string().max(48).optional(),
  permission: z.string().regex(IDENTIFIER).optional(),
  tenant: z.string().regex(TENANT_ID).optional(),
  owner: z.string().regex(IDENTIFIER).optional(),
  key: z
    .string()
    .regex(/^[0-9A-Za-z]{1,64}$/)
    .optional(),
  generation: z.int().positive().optional(),
  /** The presented session, if there was one. */
  session: z.string().optional(),
  /** The name of the limit that the request exceeds. */
  limit: z.string().regex(IDENTIFIER).optional(),
  /** The request was allowed without its limits, because they could not be charged. */
  limiterUnavailable: z.literal(true).optional(),
  /** The duration of the decision in milliseconds. */
  ms: z.number().nonnegative(),
});
export type DecisionLine = z.infer<typeof decisionLineSchema>;

/** Parses a line of `decisionLine`; undefined for any other text, because logs contain other lines, too. */
export function readDecisionLine(text: string): DecisionLine | undefined {
  try {
    return decisionLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
