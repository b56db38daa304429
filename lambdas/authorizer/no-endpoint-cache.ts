/**
 * Bundled in place of `@aws-sdk/endpoint-cache`, which serves endpoint discovery alone: the client makes one and asks it
 * nothing while discovery is off, as it is unless an environment variable turns it on.
 */
export class EndpointCache {
  getEndpoint(): never {
    throw new Error('no endpoint cache is bundled; leave AWS_ENABLE_ENDPOINT_DISCOVERY unset');
  }
}
