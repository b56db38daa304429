import * as z from 'zod';
import { SOURCE_VIAS } from '../core/usage/delivery.ts';

/**
 * The path of the registered sources. Each source is a Systems Manager parameter, which CloudFormation creates and deletes
 * with the log group, in any stack or app.
 */
export function sourcesPath(usageTable: string): string {
  return `/postern/usage/${usageTable}`;
}

/** The JSON form of a registered source. */
export const usageSource = z.object({
  logGroup: z.string().min(1),
  via: z.enum(SOURCE_VIAS),
  probed: z.boolean(),
});
