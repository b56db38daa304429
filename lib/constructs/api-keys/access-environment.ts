import { Token } from 'aws-cdk-lib';
import { type AccessEnvironment, accessVariables } from '../../contracts/environment/access.ts';
import type { Variables } from '../../contracts/environment/variables.ts';

/** What Lambda takes as a function's environment, as JSON. */
const LIMIT_BYTES = 4096;
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
  const bytes = Buffer.byteLength(JSON.stringify(accessVariables(measured)));
  if (bytes <= LIMIT_BYTES) return accessVariables(environment);
  throw new Error(
    `the permissions of ${Object.keys(environment.routes).length} routes make an environment of ${bytes} bytes; ` +
      `Lambda allows ${LIMIT_BYTES}: name only routes that need something else than the method map ` +
      'gives them, or divide the API',
  );
}
