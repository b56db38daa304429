import { ROLES } from '../../lib/core/owners/owner.ts';
import { signIn } from './authorization-code.ts';
import { isHealthy } from './endpoint.ts';
import { exitWith } from './exit.ts';
import { Failure } from './failure.ts';
import { readLocalJson } from './local-json.ts';
import { stateDirectoryIn } from './state-directory.ts';

/** npm runs scripts in the folder of the package. */
const home = stateDirectoryIn(process.cwd());

const HELP = `Print an access token of a console user of the local stack, for calls of the console routes.

Usage: npm run --silent sign-in -- <role>

Roles: ${ROLES.join(', ')}

Example:
  TOKEN=$(npm run --silent sign-in -- ${ROLES[0]})
`;

/** Prints only the access token of the console user with a role. */
async function printToken(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return;
  }
  const deployment = await readLocalJson(home);
  if (!deployment?.console)
    throw new Failure('The local stack has no console users. Start it first: npm start');
  const { console: localConsole, endpointUrl } = deployment;
  const [role, ...others] = args;
  const person = localConsole.people.find((each) => each.role === role);
  if (!person || others.length > 0) {
    const roles = localConsole.people.map((each) => each.role).join(', ');
    throw new Failure(`Invalid role '${args.join(' ')}'. Use one of: ${roles}.`);
  }
  if (!(await isHealthy(endpointUrl)))
    throw new Failure(`Postern is not running at ${endpointUrl}. Start it first: npm start`);
  const { access_token } = await signIn({ ...localConsole, endpointUrl }, person);
  process.stdout.write(`${access_token}\n`);
}

try {
  await printToken(process.argv.slice(2));
} catch (error) {
  await exitWith(error, home);
}
