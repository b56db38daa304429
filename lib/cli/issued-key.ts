import { Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import type { Cli } from './cli.ts';
import type { Connection } from './connection.ts';
import { keyDetails } from './key-view.ts';
import { UsageError } from './usage-error.ts';

type IssuedKey = AdminResponse<'createKey'>;

/** Other names could run commands in a shell or in an environment file. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function envOption() {
  return new Option('--env', 'Print only NAME=value, to append to an environment file: >> .env');
}

export interface Issuing<Issued extends IssuedKey> {
  /** Whether to print only the line for the environment file. */
  readonly env: boolean;
  /** The parsed options of the command and of the program. */
  readonly options: object;
  readonly issue: () => Promise<Issued>;
}

/**
 * Issues a key and prints it with a line that sets the environment variable of the deployment (MI-18). Reads the name
 * of that variable first: after the key is issued, no failure may prevent the output of its value.
 * @throws UsageError before a key is issued
 */
export async function reportIssued<Issued extends IssuedKey>(
  cli: Pick<Cli, 'info' | 'print'>,
  connection: Pick<Connection, 'profile'>,
  { env, options, issue }: Issuing<Issued>,
): Promise<Issued> {
  const variable = await variableFor(connection, { env, json: 'json' in options });
  const issued = await issue();
  await cli.print(issued, ({ value, ...key }, style) => {
    const line = variable === undefined ? [] : [`${variable}=${value}`];
    return env ? line.join('') : `${[keyDetails(key, style), value, ...line].join('\n\n')}\n`;
  });
  await cli.info('Copy this value now. It is not shown again.');
  return issued;
}

/** @throws UsageError */
async function variableFor(
  connection: Pick<Connection, 'profile'>,
  { env, json }: { readonly env: boolean; readonly json: boolean },
): Promise<string | undefined> {
  if (env && json) {
    throw new UsageError('--env and --json cannot be combined', 'Remove one of the two options.');
  }
  if (json) return undefined;
  return env ? requiredVariable(connection) : optionalVariable(connection);
}

/** @throws UsageError; the error of reading the profile */
async function requiredVariable({ profile }: Pick<Connection, 'profile'>): Promise<string> {
  const variable = variableOf(await profile());
  if (variable !== undefined) return variable;
  throw new UsageError('The profile of the deployment has no valid environment variable', 'Remove --env.');
}

/** Undefined if the profile cannot be read: the deployment may be older, and issuing the key reports other errors. */
async function optionalVariable({ profile }: Pick<Connection, 'profile'>): Promise<string | undefined> {
  return profile().then(variableOf, () => undefined);
}

function variableOf({ displayNames }: KeyProfileView): string | undefined {
  return VARIABLE.test(displayNames.environmentVariable) ? displayNames.environmentVariable : undefined;
}
