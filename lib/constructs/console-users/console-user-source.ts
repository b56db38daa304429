import { Lazy, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DEFAULT_ROLE_CLAIM, ISSUER_URL, SCOPE } from '../../core/members/issuer.ts';
import { ConsoleUserPool, type IConsoleUserPool } from './console-user-pool.ts';

/** The users of a `ConsoleUserPool`. */
export interface UserPoolUsers {
  readonly directory: IConsoleUserPool;
  /** Redirect URLs of the sign-in page: HTTPS, or `http://localhost`. */
  readonly callbackUrls: readonly string[];
}

/** The users of an OpenID provider that already has a client for the console. */
export interface OidcUsers {
  /** Issuer URL, exactly as in the tokens (`iss`). */
  readonly issuer: string;
  /** Required audience of an access token (`aud`, or `client_id` if it has none). */
  readonly audience: string;
  /** Required scope of an access token (`scope` or `scp`). */
  readonly scope: string;
  /**
   * Claim of an access token that can lower the role of a user.
   *
   * @default 'cognito:groups'
   */
  readonly roleClaim?: string;
  /**
   * Client of the dashboard at the provider: a public client with PKCE. Its redirect URL is the URL of the dashboard.
   *
   * @default - the audience
   */
  readonly clientId?: string;
}

export type ConsoleUserSource = UserPoolUsers | OidcUsers;

/**
 * Adds an app client to a `ConsoleUserPool`, and returns the issuer whose tokens the console accepts.
 *
 * @param dashboardUrls returns the redirect URLs of the dashboard, at synthesis
 * @throws Error if the issuer, the audience or the scope is invalid
 */
export function trustedIssuer(
  scope: Construct,
  source: ConsoleUserSource,
  dashboardUrls: () => readonly string[],
): Required<OidcUsers> {
  if ('directory' in source) {
    const { directory, callbackUrls } = source;
    const app = directory.addApp(scope, 'ConsoleApp', {
      // Known later, because the API needs this issuer.
      callbackUrls: Lazy.list({ produce: () => [...callbackUrls, ...dashboardUrls()] }),
      logoutUrls: Lazy.list({ produce: () => [...dashboardUrls()] }, { omitEmpty: true }),
    });
    return {
      issuer: directory.issuer,
      audience: app.userPoolClientId,
      clientId: app.userPoolClientId,
      scope: ConsoleUserPool.SCOPE,
      roleClaim: DEFAULT_ROLE_CLAIM,
    };
  }
  const {
    issuer,
    audience,
    scope: requiredScope,
    roleClaim = DEFAULT_ROLE_CLAIM,
    clientId = audience,
  } = source;
  if (!Token.isUnresolved(issuer) && !ISSUER_URL.test(issuer)) {
    throw new Error(
      `Invalid issuer of consoleUsers '${issuer}'. Use an HTTPS URL without query, or http://localhost.`,
    );
  }
  if (audience === '')
    throw new Error('The audience of consoleUsers is empty. Use the aud of the access tokens.');
  if (!SCOPE.test(requiredScope)) {
    throw new Error(`Invalid scope of consoleUsers '${requiredScope}'. Use one scope, without spaces.`);
  }
  return { issuer, audience, scope: requiredScope, roleClaim, clientId };
}
