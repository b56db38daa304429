/** The endpoint of DynamoDB, with the Region that signs requests to it. */
export interface Endpoint {
  readonly url: URL;
  readonly region: string;
}

interface Partition {
  readonly regions: RegExp;
  readonly suffix: string;
  /** The suffix of endpoints with IPv4 and IPv6. */
  readonly dualStackSuffix: string;
}

/** As in the endpoint rules of the SDK, with which a test compares all Regions. */
const PARTITIONS: readonly Partition[] = [
  { regions: /^cn-/, suffix: 'amazonaws.com.cn', dualStackSuffix: 'api.amazonwebservices.com.cn' },
  { regions: /^eusc-/, suffix: 'amazonaws.eu', dualStackSuffix: 'api.amazonwebservices.eu' },
  { regions: /^us-iso-/, suffix: 'c2s.ic.gov', dualStackSuffix: 'api.aws.ic.gov' },
  { regions: /^us-isob-/, suffix: 'sc2s.sgov.gov', dualStackSuffix: 'api.aws.scloud' },
  { regions: /^eu-isoe-/, suffix: 'cloud.adc-e.uk', dualStackSuffix: 'api.cloud-aws.adc-e.uk' },
  { regions: /^us-isof-/, suffix: 'csp.hci.ic.gov', dualStackSuffix: 'api.aws.hci.ic.gov' },
];
const COMMERCIAL: Partition = { regions: /^/, suffix: 'amazonaws.com', dualStackSuffix: 'api.aws' };

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
  const { suffix, dualStackSuffix } = PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
  const isDualStack = isOn(variables.AWS_USE_DUALSTACK_ENDPOINT);
  // In GovCloud, the endpoint without `-fips` is the FIPS endpoint.
  const isNamedFips = isOn(variables.AWS_USE_FIPS_ENDPOINT) && (isDualStack || !region.startsWith('us-gov-'));
  return `dynamodb${isNamedFips ? '-fips' : ''}.${region}.${isDualStack ? dualStackSuffix : suffix}`;
}

function isOn(variable: string | undefined): boolean {
  return variable === 'true';
}
