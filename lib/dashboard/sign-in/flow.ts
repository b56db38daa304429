import * as oauth from 'oauth4webapi';
import type { DashboardConfig } from '../../contracts/http/dashboard.ts';
import { dashboardUrl } from './addresses.ts';

const PENDING = 'postern-sign-in';
const SIGNED_OUT = 'postern-signed-out';
/** The gateway verifies access tokens with its own clock. A wrong clock of the user must not prevent the sign-in. */
const CLOCK_TOLERANCE_SECONDS = 15 * 60;

/** Kept in the session storage while the user is on the pages of the identity provider. It contains no token. */
interface PendingSignIn {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  readonly hash: string;
}

/** The tokens of a user. They are kept in memory only. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | undefined;
  readonly idToken: string | undefined;
  readonly expiresAtMs: number;
}

/** The identity provider rejected the sign-in, or the redirect does not belong to a sign-in of this tab. */
export class SignInError extends Error {
  override readonly name = 'SignInError';
}

/** Leaves this page for the sign-in page of the identity provider (authorization code and PKCE). */
export async function beginSignIn(config: DashboardConfig): Promise<never> {
  const verifier = oauth.generateRandomCodeVerifier();
  const pending: PendingSignIn = {
    verifier,
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    hash: location.hash,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const url = new URL(config.authorizationEndpoint);
  url.search = new URLSearchParams({
    client_id: config.clientId,
    redirect_uri: dashboardUrl,
    response_type: 'code',
    scope: `openid email ${config.scope}`,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  location.assign(url);
  return new Promise<never>(() => {});
}

/**
 * The tokens, if the identity provider redirected here. The code is removed from the address before it is used.
 * @throws SignInError
 */
export async function finishSignIn(config: DashboardConfig): Promise<Tokens | undefined> {
  const current = new URL(location.href);
  if (!current.searchParams.has('code') && !current.searchParams.has('error')) return undefined;
  const pending = takePending();
  history.replaceState(null, '', `${dashboardUrl}${pending?.hash ?? ''}`);
  if (!pending) return undefined;
  try {
    const server = serverOf(config);
    const client = clientOf(config);
    const parameters = oauth.validateAuthResponse(server, client, current, pending.state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      parameters,
      dashboardUrl,
      pending.verifier,
      requestOptions(config),
    );
    return tokensFrom(
      await oauth.processAuthorizationCodeResponse(server, client, response, {
        expectedNonce: pending.nonce,
        requireIdToken: true,
      }),
    );
  } catch (cause) {
    throw new SignInError('The identity provider did not complete the sign-in.', { cause });
  }
}

/** New tokens for a refresh token. @throws SignInError if the identity provider rejects it */
export async function refreshTokens(config: DashboardConfig, tokens: Tokens): Promise<Tokens> {
  if (tokens.refreshToken === undefined) throw new SignInError('The session has no refresh token.');
  const server = serverOf(config);
  const client = clientOf(config);
  try {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      tokens.refreshToken,
      requestOptions(config),
    );
    const next = tokensFrom(await oauth.processRefreshTokenResponse(server, client, response));
    return {
      ...next,
      refreshToken: next.refreshToken ?? tokens.refreshToken,
      idToken: next.idToken ?? tokens.idToken,
    };
  } catch (cause) {
    throw new SignInError('The session has expired.', { cause });
  }
}

/** Ends the session here and at the identity provider. */
export async function endSession(config: DashboardConfig, tokens: Tokens): Promise<void> {
  sessionStorage.setItem(SIGNED_OUT, 'true');
  await revokeRefreshToken(config, tokens);
  if (config.endSessionEndpoint === null) return location.reload();
  const url = new URL(config.endSessionEndpoint);
  url.searchParams.set('client_id', config.clientId);
  // Cognito has its own name of this parameter; each provider ignores the other one.
  url.searchParams.set('logout_uri', dashboardUrl);
  url.searchParams.set('post_logout_redirect_uri', dashboardUrl);
  location.assign(url);
}

/** Whether the user has just signed out. The next call returns false. */
export function takeSignedOut(): boolean {
  const isSignedOut = sessionStorage.getItem(SIGNED_OUT) !== null;
  sessionStorage.removeItem(SIGNED_OUT);
  return isSignedOut;
}

async function revokeRefreshToken(config: DashboardConfig, { refreshToken }: Tokens): Promise<void> {
  if (refreshToken === undefined || config.revocationEndpoint === null) return;
  try {
    await oauth.revocationRequest(
      serverOf(config),
      clientOf(config),
      oauth.None(),
      refreshToken,
      requestOptions(config),
    );
  } catch {
    // The sign-out at the provider ends the session, too.
  }
}

function takePending(): PendingSignIn | undefined {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  if (text === null) return undefined;
  const pending: PendingSignIn = JSON.parse(text);
  return pending;
}

function serverOf(config: DashboardConfig): oauth.AuthorizationServer {
  return {
    issuer: config.issuer,
    authorization_endpoint: config.authorizationEndpoint,
    token_endpoint: config.tokenEndpoint,
    ...(config.revocationEndpoint !== null && { revocation_endpoint: config.revocationEndpoint }),
  };
}

function clientOf({ clientId }: DashboardConfig): oauth.Client {
  return { client_id: clientId, [oauth.clockTolerance]: CLOCK_TOLERANCE_SECONDS };
}

/** Plain HTTP is for an emulator on this machine only. */
function requestOptions({ tokenEndpoint }: DashboardConfig) {
  const { protocol, hostname } = new URL(tokenEndpoint);
  const isLoopback = hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
  return { [oauth.allowInsecureRequests]: protocol === 'http:' && isLoopback };
}

function tokensFrom(response: oauth.TokenEndpointResponse): Tokens {
  return {
    accessToken: response.access_token,
    refreshToken: response.refresh_token,
    idToken: response.id_token,
    expiresAtMs: Date.now() + (response.expires_in ?? 3600) * 1000,
  };
}
