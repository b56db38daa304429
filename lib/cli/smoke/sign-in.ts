import { hash, randomBytes } from 'node:crypto';
import { dashboardConfig } from '../../contracts/http/dashboard.ts';
import type { SmokeContext } from './context.ts';
import { expectSeen, type Guarantee, NotApplicableError } from './guarantee.ts';

const MOVED = [302, 303, 307];

export const SIGN_IN_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'sign-in',
    states: 'The dashboard and its sign-in page respond',
    advice: 'Deploy the stacks Data and Access, and see docs/console-users.md.',
    check: async (context) => {
      const { get, apiUrl } = context;
      const config = await get(`${apiUrl}/dashboard/config.json`);
      if (config.status === 404) throw new NotApplicableError('The deployment has no dashboard.');
      expectSeen(config.status === 200, `${apiUrl}/dashboard/config.json returned ${config.status}`);
      const page = await get(`${apiUrl}/dashboard`);
      expectSeen(page.status === 200, `${apiUrl}/dashboard returned ${page.status}`);
      await expectPage(context, signInUrl(context, config.text), 3);
    },
  },
];

/** The URL to which the dashboard sends its users. */
function signInUrl({ apiUrl, local }: SmokeContext, text: string): string {
  const { authorizationEndpoint, clientId, scope } = dashboardConfig.parse(JSON.parse(text));
  const url = new URL(authorizationEndpoint);
  url.search = new URLSearchParams({
    client_id: clientId,
    redirect_uri: local?.console?.dashboardUrl ?? `${apiUrl}/dashboard`,
    response_type: 'code',
    scope: `openid email ${scope}`,
    state: 'smoke',
    code_challenge: hash('sha256', randomBytes(32).toString('base64url'), 'base64url'),
    code_challenge_method: 'S256',
  }).toString();
  return url.href;
}

/** Follows redirects to a page. @throws NotSeenError if there is none */
async function expectPage({ get }: Pick<SmokeContext, 'get'>, url: string, redirects: number): Promise<void> {
  const { status, headers } = await get(url);
  const { origin, pathname } = new URL(url);
  const found = `${origin}${pathname} returned ${status}`;
  if (!MOVED.includes(status)) return expectSeen(status === 200, found);
  const next = URL.parse(headers.location ?? '', url);
  expectSeen(next !== null && redirects > 0 && !next.searchParams.has('error'), found);
  await expectPage({ get }, next.href, redirects - 1);
}
