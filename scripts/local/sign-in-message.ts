import { shellWord } from '../../lib/cli/shell-word.ts';
import type { LocalConsole } from '../../lib/contracts/local-deployment.ts';

/** Lists the console users with the commands to sign in; empty if the deployment has no console users. */
export function signInMessage(localConsole: LocalConsole | undefined): string {
  if (!localConsole) return '';
  const { people, url, dashboardUrl } = localConsole;
  const [first] = people;
  return `
Console users manage keys as their role allows${dashboardUrl ? `, in the dashboard:\n\n  ${dashboardUrl}` : ':'}

${people.map(({ role, email }) => `  ${role.padEnd(10)} ${email}`).join('\n')}

  # Sign in as one of them and show the caller
  TOKEN=$(npm run --silent sign-in -- ${first?.role})
  curl -H "Authorization: Bearer $TOKEN" ${shellWord(`${url}/console/v1/me`)}

The passwords are in .postern/local.json.
`;
}
