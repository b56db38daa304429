import type { SignedIn } from '../../../lib/core/members/member.ts';
import type { Identity } from '../../../lib/core/owners/owner.ts';
import type { AccessToken, TokenRules } from '../../../lib/http/access-token.ts';

/** The token rules of console users, and the lookup of their verified email addresses. */
export interface ConsoleUsers extends TokenRules {
  /**
   * Reads a user's verified email address from the issuer.
   * @throws UnavailableError if the issuer does not respond
   */
  readonly fetchEmail: (identity: Identity, accessToken: string) => Promise<string | undefined>;
}

/** The user of a token. The issuer is called at most once, and only if the token has no verified address. */
export function verifiedUser(
  { identity, sourceAddress, verifiedEmail, accessToken }: AccessToken,
  { fetchEmail }: ConsoleUsers,
): SignedIn {
  let email: Promise<string | undefined> | undefined;
  return {
    identity,
    sourceAddress,
    verifiedEmail: async () => {
      email ??=
        verifiedEmail === undefined ? fetchEmail(identity, accessToken) : Promise.resolve(verifiedEmail);
      return email;
    },
  };
}
