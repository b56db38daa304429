import { randomBytes } from 'node:crypto';
import type { AdminClient } from '../../lib/api-client/admin-client.ts';
import { ProblemError } from '../../lib/api-client/errors.ts';
import type { LocalConsole } from '../../lib/contracts/local-deployment.ts';
import { ROLES, type Role } from '../../lib/core/owners/owner.ts';
import { local } from '../../lib/stages/local.ts';
import { allowDashboard } from './dashboard-url.ts';
import { addUser } from './directory-user.ts';
import type { Outputs } from './outputs.ts';

const [CALLBACK_URL] = local.signInCallbackUrls;

type LocalPerson = LocalConsole['people'][number];

interface Place {
  readonly endpointUrl: string;
  readonly outputs: Outputs;
  readonly tenant: string;
}

/**
 * Creates a console user with sign-in and invitation for each role, and returns the console. Known users keep their
 * passwords.
 * @returns undefined if the deployment has no console users
 */
export async function consoleWithUsers(
  client: AdminClient,
  { endpointUrl, outputs, tenant }: Place,
  known: LocalConsole | undefined,
): Promise<LocalConsole | undefined> {
  const { UserPoolId, SignInIssuer: issuer, SignInScope: scope, SignInClientId: clientId } = outputs;
  if (!UserPoolId || !issuer || !scope || !clientId) return undefined;
  const people: LocalPerson[] = [];
  for (const role of ROLES) {
    const person = known?.people.find((each) => each.role === role) ?? newPerson(role);
    await addUser({ endpointUrl, userPoolId: UserPoolId }, person);
    await invite(client, tenant, person);
    people.push(person);
  }
  const url = `${endpointUrl}/_aws/execute-api/${outputs.ApiId}`;
  const dashboardUrl = outputs.DashboardUrl && (await allowDashboard(endpointUrl, outputs));
  return { url, issuer, clientId, scope, callbackUrl: CALLBACK_URL, dashboardUrl, people };
}

/** The suffix of the password meets the password policy of Cognito. */
function newPerson(role: Role): LocalPerson {
  const password = `${randomBytes(18).toString('base64url')}-aA1`;
  return { role, email: `${role}@example.com`, password };
}

/** Does not change an existing owner, also if their role differs. */
async function invite(client: AdminClient, tenant: string, { role, email }: LocalPerson): Promise<void> {
  const body = { id: role, kind: 'person' as const, role, email };
  try {
    await client.call('createOwner', { params: { tenant }, body });
  } catch (error) {
    const isThere =
      error instanceof ProblemError && ['already-exists', 'already-invited'].includes(error.code);
    if (!isThere) throw error;
  }
}
