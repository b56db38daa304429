import { Token } from 'aws-cdk-lib';
import { type AccessEnvironment, accessVariables } from '../../contracts/environment/access.ts';
import type { Variables } from '../../contracts/environment/variables.ts';

/** The largest environment that Lambda accepts for a function, as JSON. */
export const LAMBDA_ENVIRONMENT_BYTES = 4096;
/** Stands in for the table's name, which is not known before it is deployed: the longest that it can be. */
const LONGEST_TABLE_NAME = 'x'.repeat(255);

/**
 * The environment of a function that decides on keys.
 *
 * @throws Error if the routes' own permissions are too many for it
 */
export function accessEnvironment(environment: AccessEnvironment): Variables {
  const { keyTable } = environment;
  const measured = { ...environment, keyTable: Token.isUnresolved(keyTable) ? LONGEST_TABLE_NAME : keyTable };
  const bytes = Buffer.byteLength(JSON.stringify(accessVariables.write(measured)));
  if (bytes <= LAMBDA_ENVIRONMENT_BYTES) return accessVariables.write(environment);
  throw new Error(
    `the permissions of ${Object.keys(environment.routes).length} routes make an environment of ${bytes} bytes; ` +
      `Lambda allows ${LAMBDA_ENVIRONMENT_BYTES}: name only routes that need something else than the method map ` +
      'gives them, or divide the API',
  );
}

/** Rendered variables, measurable: the table's name at its longest, and nothing for other values that only AWS knows. */
export function measuredVariables(
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      return [name, name === 'POSTERN_KEY_TABLE' ? LONGEST_TABLE_NAME : ''];
    }),
  );
}
