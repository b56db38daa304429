import * as z from 'zod';
import type { Identity } from '../core/owners/owner.ts';
import type { AuthenticationResult } from './dispatch.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { problemReply } from './reply.ts';

/** The access tokens that a route accepts. */
export interface TokenRules {
  readonly issuer: string;
  /** The required scope. Tokens without it are not for the console. */
  readonly scope: string;
  /** The claim with roles. */
  readonly roleClaim: string;
}

/** An access token. The gateway has verified its signature, issuer, audience and times. */
export interface AccessToken {
  readonly identity: Identity;
  readonly sourceAddress: string;
  /** The address, if the token has it as verified by the issuer; most access tokens do not. */
  readonly verifiedEmail: string | undefined;
  /** All roles in the role claim, including roles of other applications. */
  readonly claimedRoles: readonly string[];
  /** The token itself, for requests to the issuer. A secret. */
  readonly accessToken: string;
}

/** API Gateway sends all claims as strings, regardless of their type in the token. */
const verifiedClaims = z.object({
  jwt: z.object({
    claims: z.looseObject({
      iss: z.string(),
      sub: z.string().min(1),
      // Only Cognito has this claim. It rejects ID tokens, which do not authorize requests.
      token_use: z.literal('access').optional(),
      scope: z.string().optional(),
      scp: z.string().optional(),
      email: z.string().optional(),
      email_verified: z.string().optional(),
    }),
  }),
});

/** The access token that the gateway verified, or the error response if it does not meet the rules. */
export function accessToken(event: GatewayEvent, rules: TokenRules): AuthenticationResult<AccessToken> {
  const identity = readToken(event, rules);
  return identity ? { identity } : { denied: problemReply({ problem: 'unauthorized' }) };
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

/** The items of a claim that was a list, `[a b]`, or a string with spaces or commas. */
function listOf(claim: unknown): readonly string[] {
  if (typeof claim !== 'string') return [];
  return claim
    .replace(/^\[(.*)\]$/s, '$1')
    .split(/[\s,]+/)
    .filter((each) => each !== '');
}
