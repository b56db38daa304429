import { inject } from 'vitest';
import { consoleRoutes, consoleUserRoutes } from '../../../lib/contracts/http/console.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import type { LocalConsole } from '../../../lib/contracts/local-deployment.ts';
import { ROLES } from '../../../lib/core/owners/owner.ts';
import { signIn, type Tokens } from '../../../scripts/local/authorization-code.ts';
import { expectResponse } from '../../support/expect-contract.ts';
import { adminClient, newTenant } from './admin.ts';

const { endpointUrl, console: deployed } = inject('deployment');

/** The console of the shared deployment. */
export const signInTo: LocalConsole = deployed ?? missing();

function missing(): never {
  throw new Error('The local stage has no console');
}

/** Signs in the console user of `npm start` with a role. */
export function tokensOf(role: string): Promise<Tokens> {
  const person = signInTo.people.find((each) => each.role === role);
  if (!person) throw new Error(`No console user has the role ${role}`);
  return signIn({ ...signInTo, endpointUrl }, person);
}

/** Creates a tenant and invites the console users of `npm start`. The owner IDs are their roles. */
export async function newTenantWithConsoleUsers(): Promise<string> {
  const tenant = await newTenant();
  for (const role of ROLES) {
    const body = { id: role, kind: 'person' as const, role, email: `${role}@example.com` };
    await adminClient.call('createOwner', { params: { tenant }, body });
  }
  return tenant;
}

export interface ConsoleCall {
  readonly method?: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly json?: unknown;
}

export interface ConsoleResponse {
  readonly status: number;
  readonly body: string;
}

/** Calls a console route and checks a success against the schema of the route. */
export async function callConsole(
  { method = 'GET', path, token, json }: ConsoleCall,
  url = signInTo.url,
): Promise<ConsoleResponse> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    body: json === undefined ? null : JSON.stringify(json),
  });
  const received = { status: response.status, body: await response.text() };
  const route = Object.values<Route>({ ...consoleRoutes, ...consoleUserRoutes }).find(
    (each) => each.method === method && matchesPath(each, path),
  );
  const headers = Object.fromEntries(response.headers);
  if (route && response.ok)
    expectResponse(route, { statusCode: received.status, headers, body: received.body });
  return received;
}

function matchesPath({ path: template }: Route, path: string): boolean {
  const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
  return pattern.test(path.replace(/\?.*$/, ''));
}
