import { required, type Variables } from './variables.ts';

/** What is told of a deployment's usage to whoever records or reads it. */
export interface UsageEnvironment {
  readonly usageTable: string;
}

/** The variables that `readUsageEnvironment` reads. */
export function usageVariables({ usageTable }: UsageEnvironment): Variables {
  return { POSTERN_USAGE_TABLE: usageTable };
}

/** Undefined where the deployment keeps no usage. */
export function readUsageTable(variables: NodeJS.ProcessEnv): string | undefined {
  return variables.POSTERN_USAGE_TABLE;
}

/** @throws Error that names the variable if one is missing */
export function readUsageEnvironment(variables: NodeJS.ProcessEnv): UsageEnvironment {
  return { usageTable: required(variables, 'POSTERN_USAGE_TABLE') };
}
