import type { CredentialLocation } from '../../../core/access/presented-credential.ts';
import type { Profile } from '../../../core/profiles/profile.ts';

/** The ways in which callers are known, by the names under which operations require them. */
export type SecuritySchemes = Readonly<Record<string, object>>;

/** What an operation requires: one of these; nobody need be known where there is none. */
export type Security = readonly Readonly<Record<string, readonly string[]>>[];

/** How operators sign. */
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

/** How key holders present a key, in each place that the profile documents. */
export function keySchemes({ credentialLocations }: Pick<Profile, 'credentialLocations'>): SecuritySchemes {
  return Object.fromEntries(credentialLocations.map((place) => [nameOf(place), schemeOf(place)]));
}

/** How people sign in: with an access token of their issuer. */
export function signInScheme(issuer: string): SecuritySchemes {
  return {
    signIn: {
      type: 'openIdConnect',
      openIdConnectUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
      description: 'An access token of somebody who is invited to the tenant',
    },
  };
}

/** Requires any one of the schemes, and with it all of the scopes. */
export function anyOf(schemes: SecuritySchemes, scopes: readonly string[]): Security {
  return Object.keys(schemes).map((name) => ({ [name]: scopes }));
}

function nameOf({ header, scheme }: CredentialLocation): string {
  return scheme === null ? header : `${header}-${scheme}`;
}

function schemeOf({ header, scheme }: CredentialLocation): object {
  const description = "A key's value";
  if (scheme === null) return { type: 'apiKey', in: 'header', name: header, description };
  if (header === 'authorization') return { type: 'http', scheme, description };
  return { type: 'apiKey', in: 'header', name: header, description: `${description} after '${scheme} '` };
}
