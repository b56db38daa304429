import * as z from 'zod';
import { OUTCOMES } from '../core/access/outcomes.ts';
import { DECISION_SOURCES } from './decision-line.ts';

/** Apart from the writer: the authorizer's bundle holds no schema library. */
const decisionLineSchema = z.object({
  postern: z.literal('decision'),
  outcome: z.enum(OUTCOMES),
  via: z.enum(DECISION_SOURCES),
  method: z.string(),
  route: z.string(),
  requestId: z.string().optional(),
  sourceAddress: z.string(),
  permission: z.string().optional(),
  tenant: z.string().optional(),
  key: z.string().optional(),
  generation: z.int().optional(),
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
