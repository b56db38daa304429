import { environment, optional, text } from './variables.ts';

/** The name of the usage table. */
export const usageTable = text('POSTERN_USAGE_TABLE');

/** The environment of functions that record and aggregate usage. */
export const usageVariables = environment({ usageTable });

/** Undefined if usage tracking is not enabled. */
export const { read: readUsageTable } = optional(usageTable);
