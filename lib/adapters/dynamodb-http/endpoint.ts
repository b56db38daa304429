import { partitionOf } from '../../contracts/partitions.ts';

/** The endpoint of DynamoDB, with the Region that signs requests to it. */
export interface Endpoint {
  readonly url: URL;
  readonly region: string;
}

/**
 * The endpoint that the variables of the AWS SDKs select: `AWS_REGION`, `AWS_ENDPOINT_URL_DYNAMODB`, `AWS_ENDPOINT_URL`,
 * `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS`, `AWS_USE_FIPS_ENDPOINT` and `AWS_USE_DUALSTACK_ENDPOINT`.
 *
 * @throws Error if the Region is missing, or if an endpoint URL is invalid
 */
export function endpointOf(variables: NodeJS.ProcessEnv): Endpoint {
  const { AWS_REGION: region } = variables;
  if (!region) throw new Error('AWS_REGION is missing. Set it to the Region of the key table.');
  const url = configuredUrl(variables) ?? `https://${hostOf(region, variables)}`;
  if (URL.canParse(url)) return { url: new URL(url), region };
  throw new Error(
    `The endpoint of DynamoDB is '${url}'. Set AWS_ENDPOINT_URL_DYNAMODB and AWS_ENDPOINT_URL to a URL, or unset them.`,
  );
}

function configuredUrl(variables: NodeJS.ProcessEnv): string | undefined {
  if (isOn(variables.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)) return undefined;
  return variables.AWS_ENDPOINT_URL_DYNAMODB || variables.AWS_ENDPOINT_URL || undefined;
}

function hostOf(region: string, variables: NodeJS.ProcessEnv): string {
  const { suffix, dualStackSuffix } = partitionOf(region);
  const isDualStack = isOn(variables.AWS_USE_DUALSTACK_ENDPOINT);
  // In GovCloud, the endpoint without `-fips` is the FIPS endpoint.
  const isNamedFips = isOn(variables.AWS_USE_FIPS_ENDPOINT) && (isDualStack || !region.startsWith('us-gov-'));
  return `dynamodb${isNamedFips ? '-fips' : ''}.${region}.${isDualStack ? dualStackSuffix : suffix}`;
}

function isOn(variable: string | undefined): boolean {
  return variable === 'true';
}
