/**
 * Bundled in place of `@aws-sdk/endpoint-cache`, which only endpoint discovery needs. Endpoint discovery is off unless
 * an environment variable enables it.
 */
export class EndpointCache {
  getEndpoint(): never {
    throw new Error('no endpoint cache is bundled; leave AWS_ENABLE_ENDPOINT_DISCOVERY unset');
  }
}
