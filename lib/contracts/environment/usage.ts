import { environment, optional, text } from './variables.ts';

/** The name of the table with the usage of a deployment. */
export const usageTable = text('POSTERN_USAGE_TABLE');

/** The functions that record and aggregate usage. */
export const usageVariables = environment({ usageTable });

/** Undefined where the deployment keeps no usage. */
export const { read: readUsageTable } = optional(usageTable);
