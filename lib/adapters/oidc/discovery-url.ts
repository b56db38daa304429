const COGNITO = /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\//;

/**
 * The URL of an issuer's discovery document (OpenID Connect Discovery). As in the AWS SDKs, `AWS_ENDPOINT_URL` replaces
 * the endpoints of all AWS services, including Cognito, so that an emulator can be used.
 */
export function discoveryUrlOf(issuer: string, awsEndpointUrl: string | undefined): string {
  const isThere = awsEndpointUrl === undefined || !COGNITO.test(issuer);
  const base = isThere ? issuer : new URL(new URL(issuer).pathname, awsEndpointUrl).href;
  return `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;
}
