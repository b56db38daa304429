import { ROLES } from '../../lib/core/owners/owner.ts';
import { signIn } from './authorization-code.ts';
import { exitWith } from './exit.ts';
import { Failure } from './failure.ts';
import { readLocalJson } from './local-json.ts';
import { stateDirectoryIn } from './state-directory.ts';

/** npm runs scripts in the folder of the package. */
const home = stateDirectoryIn(process.cwd());

const HELP = `Print an access token of a person of the local stack, to call the console routes with.

Usage: npm run --silent sign-in -- <role>

Roles: ${ROLES.join(', ')}

Example:
  TOKEN=$(npm run --silent sign-in -- ${ROLES[0]})
`;

/** Prints an access token of the local deployment's person with a role, and nothing else. */
async function printToken(args: readonly string[]): Promise<void> {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return;
  }
  const deployment = await readLocalJson(home);
  if (!deployment?.console) throw new Failure('nobody can sign in yet; start it first: npm start');
  const { console: signInTo, endpointUrl } = deployment;
  const [role, ...others] = args;
  const person = signInTo.people.find((each) => each.role === role);
  if (!person || others.length > 0) {
    const roles = signInTo.people.map((each) => each.role).join(', ');
    throw new Failure(`can't sign in as '${args.join(' ')}'; allowed: ${roles}`);
  }
  const { access_token } = await signIn({ ...signInTo, endpointUrl }, person);
  process.stdout.write(`${access_token}\n`);
}

try {
  await printToken(process.argv.slice(2));
} catch (error) {
  await exitWith(error, home);
}
