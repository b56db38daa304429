import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DEFAULT_ROLE_CLAIM, ISSUER_URL, SCOPE } from '../../core/members/issuer.ts';
import { ConsoleUserPool } from './console-user-pool.ts';

/** The people of a directory of ours. */
export interface UserPoolUsers {
  readonly directory: ConsoleUserPool;
  /** Where the sign-in page sends people back to: HTTPS, or `http://localhost`. */
  readonly callbackUrls: readonly string[];
}

/** The people of any OpenID provider, which has an app for the console already. */
export interface OidcUsers {
  /** Exactly as its tokens name it (`iss`). */
  readonly issuer: string;
  /** Whom an access token must be for (`aud`, or `client_id` where it has none). */
  readonly audience: string;
  /** What an access token must hold (`scope` or `scp`). */
  readonly scope: string;
  /**
   * The claim of an access token that may lower somebody's role, by naming a smaller one.
   *
   * @default 'cognito:groups'
   */
  readonly roleClaim?: string;
}

export type ConsoleUserSource = UserPoolUsers | OidcUsers;

/** Makes what people of a directory sign in with, and says whose tokens open the console. @throws Error */
export function trustedIssuer(scope: Construct, source: ConsoleUserSource): Required<OidcUsers> {
  if ('directory' in source) {
    const { directory, callbackUrls } = source;
    const app = directory.addApp(scope, 'ConsoleApp', callbackUrls);
    return {
      issuer: directory.issuer,
      audience: app.userPoolClientId,
      scope: ConsoleUserPool.SCOPE,
      roleClaim: DEFAULT_ROLE_CLAIM,
    };
  }
  const { issuer, audience, scope: required, roleClaim = DEFAULT_ROLE_CLAIM } = source;
  if (!Token.isUnresolved(issuer) && !ISSUER_URL.test(issuer)) {
    throw new Error(
      `the issuer of people is '${issuer}'; allowed is an HTTPS URL without query, or http://localhost`,
    );
  }
  if (audience === '') throw new Error('the audience of people is empty; it is what their tokens are for');
  if (!SCOPE.test(required)) {
    throw new Error(`the scope of people is '${required}'; allowed is one scope, without spaces`);
  }
  return { issuer, audience, scope: required, roleClaim };
}
