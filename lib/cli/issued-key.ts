import { Option } from '@commander-js/extra-typings';
import type { AdminResponse } from '../api-client/admin-client.ts';
import type { KeyProfileView } from '../contracts/http/profile.ts';
import type { Cli } from './cli.ts';
import { keyDetails } from './key-view.ts';
import { explainLostResponse } from './lost-response.ts';
import type { Session } from './session.ts';
import { UsageError } from './usage-error.ts';

type IssuedKey = AdminResponse<'createKey'>;

/** Anything else could do more in a shell, or in a file of variables, than set a variable. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function envOption() {
  return new Option('--env', 'Print only NAME=value, to append to an environment file: >> .env');
}

export interface Issuing<Issued extends IssuedKey> {
  /** Whether only the line for the environment is wanted. */
  readonly env: boolean;
  /** The options of the command and of the program, as they were given. */
  readonly options: object;
  readonly issue: () => Promise<Issued>;
}

/**
 * Issues a key and answers with it: the one answer that holds its value, with a line that sets the variable in which
 * the deployment's keys are usually kept (MI-18). That variable is asked for first: once a key is there, nothing
 * must stand between its value and the person.
 * @throws UsageError before anything is issued; LostValueError
 */
export async function reportIssued<Issued extends IssuedKey>(
  cli: Pick<Cli, 'answer' | 'info'>,
  session: Pick<Session, 'profile'>,
  { env, options, issue }: Issuing<Issued>,
): Promise<Issued> {
  const variable = await variableFor(session, { env, json: 'json' in options });
  const issued = await issue().catch((error: unknown) => explainLostResponse(error, options));
  await cli.answer(issued, ({ value, ...key }, style) => {
    const line = variable === undefined ? [] : [`${variable}=${value}`];
    return env ? line.join('') : `${[keyDetails(key, style), value, ...line].join('\n\n')}\n`;
  });
  await cli.info('Copy this value now. It is not shown again.');
  return issued;
}

/** @throws UsageError */
async function variableFor(
  session: Pick<Session, 'profile'>,
  { env, json }: { readonly env: boolean; readonly json: boolean },
): Promise<string | undefined> {
  if (env && json) {
    throw new UsageError('--env and --json cannot be combined', 'Remove one of the two options.');
  }
  if (json) return undefined;
  return env ? neededVariable(session) : knownVariable(session);
}

/** @throws UsageError; whatever kept the deployment from telling */
async function neededVariable({ profile }: Pick<Session, 'profile'>): Promise<string> {
  const variable = variableOf(await profile());
  if (variable !== undefined) return variable;
  throw new UsageError(
    'The deployment does not name a valid environment variable for its keys',
    'Remove --env.',
  );
}

/** Undefined where the deployment doesn't tell: it may be older, and what else is wrong the issuing itself will say. */
async function knownVariable({ profile }: Pick<Session, 'profile'>): Promise<string | undefined> {
  return profile().then(variableOf, () => undefined);
}

function variableOf({ words }: KeyProfileView): string | undefined {
  return VARIABLE.test(words.environmentVariable) ? words.environmentVariable : undefined;
}
