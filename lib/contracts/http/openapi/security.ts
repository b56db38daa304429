import type { CredentialLocation } from '../../../core/access/presented-credential.ts';
import type { Profile } from '../../../core/profiles/profile.ts';

/** The security schemes by the names that operations reference. */
export type SecuritySchemes = Readonly<Record<string, object>>;

/** The security requirement of an operation: one of these, or no authentication if there is none. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** The signature scheme for operators and automation. */
export const signatureScheme: SecuritySchemes = {
  sigV4: {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description:
      'AWS Signature Version 4 for the service execute-api; IAM decides which routes a principal may call',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
};

/** A scheme for each credential location of the profile. */
export function keySchemes({ credentialLocations }: Pick<Profile, 'credentialLocations'>): SecuritySchemes {
  return Object.fromEntries(credentialLocations.map((location) => [nameOf(location), schemeOf(location)]));
}

/** Sign-in of console users with an access token of their issuer. */
export function signInScheme(issuer: string): SecuritySchemes {
  return {
    signIn: {
      type: 'openIdConnect',
      openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      description: 'An access token of a user who is invited to the tenant',
    },
  };
}

/** Requires any one of the schemes with all of the scopes. */
export function anyOf(schemes: SecuritySchemes, scopes: readonly string[]): Security {
  return Object.keys(schemes).map((name) => ({ [name]: scopes }));
}

function nameOf({ header, scheme }: CredentialLocation): string {
  return scheme === null ? header : `${header}-${scheme}`;
}

function schemeOf({ header, scheme }: CredentialLocation): object {
  const description = 'The value of a key';
  if (scheme === null) return { type: 'apiKey', in: 'header', name: header, description };
  if (header === 'authorization') return { type: 'http', scheme, description };
  return { type: 'apiKey', in: 'header', name: header, description: `${description} after '${scheme} '` };
}
