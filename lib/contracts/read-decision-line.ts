import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';
import { sourceAddressOf } from '../core/access/source-address.ts';
import { IDENTIFIER, TENANT_ID } from '../core/identifiers.ts';
import { DECISION_SOURCES } from './decision-line.ts';

/**
 * Apart from the writer: the authorizer's bundle holds no schema library. The bounds are beyond whatever is written;
 * what is not, is somebody else's.
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
  /** Where a session stood in for its key. */
  session: z.string().optional(),
  /** How long deciding took, in milliseconds. */
  ms: z.number().nonnegative(),
});
export type DecisionLine = z.infer<typeof decisionLineSchema>;

/** Reads what `decisionLine` writes; undefined for any other text, because logs hold other lines too. */
export function readDecisionLine(text: string): DecisionLine | undefined {
  try {
    return decisionLineSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
