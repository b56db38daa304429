import * as z from 'zod';
import type { Identity } from '../core/owners/owner.ts';
import type { AuthenticationResult } from './dispatch.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { problemReply } from './reply.ts';

/** Whose access tokens the gateway takes, and what they must hold. */
export interface TokenRules {
  readonly issuer: string;
  /** Without it a token is for something else than the console. */
  readonly scope: string;
  /** The claim that may name roles. */
  readonly roleClaim: string;
}

/** An access token whose signature, issuer, audience and times the gateway checked. */
export interface AccessToken {
  readonly identity: Identity;
  readonly sourceAddress: string;
  /** As the token says that its issuer verified it; most access tokens hold none. */
  readonly verifiedEmail: string | undefined;
  /** What the claim of roles names, ours or not. */
  readonly claimedRoles: readonly string[];
  /** The token itself, to ask its issuer with. A secret. */
  readonly accessToken: string;
}

/** Claims are texts, whatever they were in the token: that is how gateways hand them on. */
const verifiedClaims = z.object({
  jwt: z.object({
    claims: z.looseObject({
      iss: z.string(),
      sub: z.string().min(1),
      // Cognito says what a token is for. An id token tells a client who signed in; it opens nothing.
      token_use: z.literal('access').optional(),
      scope: z.string().optional(),
      scp: z.string().optional(),
      email: z.string().optional(),
      email_verified: z.string().optional(),
    }),
  }),
});

/** Whose token the gateway vouches for; nobody where it vouches for none that is good for the console. */
export function accessToken(event: GatewayEvent, rules: TokenRules): AuthenticationResult<AccessToken> {
  const identity = readToken(event, rules);
  return identity ? { identity } : { refused: problemReply({ problem: 'unauthorized' }) };
}

function readToken(
  { requestContext, headers }: GatewayEvent,
  { issuer, scope, roleClaim }: TokenRules,
): AccessToken | undefined {
  const claims = verifiedClaims.safeParse(requestContext.authorizer).data?.jwt.claims;
  if (claims?.iss !== issuer) return undefined;
  if (!listOf(claims.scope ?? claims.scp).includes(scope)) return undefined;
  return {
    identity: { issuer, subject: claims.sub },
    sourceAddress: requestContext.http.sourceIp,
    verifiedEmail: claims.email_verified === 'true' && claims.email ? claims.email : undefined,
    claimedRoles: listOf(claims[roleClaim]),
    accessToken: (headers.authorization ?? '').replace(/^bearer +/i, ''),
  };
}

/** The members of a claim that was a list, `[a b]`, or a text with spaces or commas in it. */
function listOf(claim: unknown): readonly string[] {
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[\s,]+/)
    .filter((each) => each !== '');
}
