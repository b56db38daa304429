import { shellWord } from '../../lib/cli/shell-word.ts';
import type { LocalConsole } from '../../lib/contracts/local-deployment.ts';

/** Who can sign in, and what to paste to do so; nothing where nobody can. */
export function signInMessage(signInTo: LocalConsole | undefined): string {
  if (!signInTo) return '';
  const { people, url } = signInTo;
  const [first] = people;
  return `
People manage keys as well, each as far as their role goes:

${people.map(({ role, email }) => `  ${role.padEnd(10)} ${email}`).join('\n')}

  # Sign in as one of them, then ask who you are
  TOKEN=$(npm run --silent sign-in -- ${first?.role})
  curl -H "Authorization: Bearer $TOKEN" ${shellWord(`${url}/console/v1/me`)}

Their passwords are in .postern/local.json.
`;
}
