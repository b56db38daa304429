import { Token } from 'aws-cdk-lib';
import { type AccessEnvironment, accessVariables } from '../../contracts/environment/access.ts';
import type { Variables } from '../../contracts/environment/variables.ts';

/** Maximum size of a function's environment variables in Lambda, in bytes of JSON. */
export const LAMBDA_ENVIRONMENT_BYTES = 4096;
/** The longest table name that DynamoDB allows. It replaces a name that is unknown at synth. */
const LONGEST_TABLE_NAME = 'x'.repeat(255);
const TABLE_VARIABLES = ['POSTERN_KEY_TABLE', 'POSTERN_LIMITS_TABLE'];

/**
 * The environment variables of a function that decides on keys.
 *
 * @param more further variables of the function
 * @throws Error if the variables exceed the limit of Lambda
 */
export function accessEnvironment(environment: AccessEnvironment, more: Variables = {}): Variables {
  const { keyTable, limitsTable } = environment;
  const measurable = {
    ...environment,
    keyTable: measurableName(keyTable),
    limitsTable: measurableName(limitsTable),
  };
  const bytes = Buffer.byteLength(JSON.stringify({ ...accessVariables.write(measurable), ...more }));
  if (bytes <= LAMBDA_ENVIRONMENT_BYTES) return { ...accessVariables.write(environment), ...more };
  const routes = new Set([...Object.keys(environment.routes), ...Object.keys(environment.costs)]);
  throw new Error(
    `the profile, the plans, the limits of tenants, and the costs and permissions of ${routes.size} routes need ${bytes} bytes ` +
      `of environment variables; Lambda allows ${LAMBDA_ENVIRONMENT_BYTES}. Name only routes whose cost differs from 1 or whose ` +
      'permission differs from the default of their method, split the API, or set limits on owners in place of plans',
  );
}

function measurableName(name: string): string {
  return Token.isUnresolved(name) ? LONGEST_TABLE_NAME : name;
}

/** Rendered variables with placeholders for unresolved values: the longest table name, and an empty text for others. */
export function measuredVariables(
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      return [name, TABLE_VARIABLES.includes(name) ? LONGEST_TABLE_NAME : ''];
    }),
  );
}
