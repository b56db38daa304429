const COGNITO = /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\//;

/**
 * Where an issuer describes itself (OpenID Connect Discovery). `AWS_ENDPOINT_URL` stands for all of AWS, Cognito
 * among it, just as for the SDKs: that is how an emulator is found.
 */
export function discoveryUrlOf(issuer: string, awsEndpointUrl: string | undefined): string {
  const isThere = awsEndpointUrl === undefined || !COGNITO.test(issuer);
  const base = isThere ? issuer : new URL(new URL(issuer).pathname, awsEndpointUrl).href;
  return `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;
}
