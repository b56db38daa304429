import * as z from 'zod';
import { SOURCE_VIAS } from '../core/usage/delivery.ts';

/**
 * Where a deployment's sources are registered: a parameter of Systems Manager each, which CloudFormation makes and
 * removes with the log group, in whichever stack or app that is.
 */
export function sourcesPath(usageTable: string): string {
  return `/postern/usage/${usageTable}`;
}

/** What such a parameter holds, as JSON. */
export const usageSource = z.object({
  logGroup: z.string().min(1),
  via: z.enum(SOURCE_VIAS),
  probed: z.boolean(),
});
