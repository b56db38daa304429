import type { SignedIn } from '../../../lib/core/members/member.ts';
import type { Identity } from '../../../lib/core/owners/owner.ts';
import type { AccessToken, TokenRules } from '../../../lib/http/access-token.ts';

/** Whose people have the console, and how more is learnt of them than their token tells. */
export interface ConsoleUsers extends TokenRules {
  /**
   * Asks their issuer for a person's verified address.
   * @throws UnavailableError where it doesn't answer
   */
  readonly askForEmail: (identity: Identity, accessToken: string) => Promise<string | undefined>;
}

/** Whoever holds a token. Their issuer is asked once at most, and not where the token itself tells. */
export function verifiedUser(
  { identity, sourceAddress, verifiedEmail, accessToken }: AccessToken,
  { askForEmail }: ConsoleUsers,
): SignedIn {
  let email: Promise<string | undefined> | undefined;
  return {
    identity,
    sourceAddress,
    verifiedEmail: async () => {
      email ??=
        verifiedEmail === undefined ? askForEmail(identity, accessToken) : Promise.resolve(verifiedEmail);
      return email;
    },
  };
}
