interface Partition {
  readonly regions: RegExp;
  /** The DNS suffix of endpoints, for example `amazonaws.com`. */
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

/** The partition of AWS that has the Region. */
export function partitionOf(region: string): Pick<Partition, 'suffix' | 'dualStackSuffix'> {
  return PARTITIONS.find(({ regions }) => regions.test(region)) ?? COMMERCIAL;
}
