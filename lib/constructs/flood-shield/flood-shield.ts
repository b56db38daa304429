import { Stack, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

/** The allowed rates of a rule of AWS WAF. */
const REQUESTS = { min: 10, max: 2_000_000_000, default: 2000 } as const;
/** AWS WAF reads the first 16 KB of a body, so that it cannot compare more. */
const BODY_BYTES = { min: 1, max: 16_384 } as const;

export interface FloodShieldProps {
  /**
   * `regional` for REST APIs, `cloudfront` for a distribution in front of an HTTP API. AWS requires us-east-1 for
   * `cloudfront`.
   *
   * @default 'regional'
   */
  readonly scope?: 'regional' | 'cloudfront';
  /**
   * Requests of one address in 5 minutes above which AWS WAF blocks it, 10 to 2,000,000,000. AWS WAF counts with a delay, so
   * an address can send more.
   *
   * @default 2000
   */
  readonly requestsPerAddress?: number;
  /**
   * The size of a request body in bytes above which AWS WAF blocks the request with 413, 1 to 16,384.
   *
   * @default - none: API Gateway accepts up to 10 MB
   */
  readonly maxBodyBytes?: number;
}

/**
 * A web ACL of AWS WAF that blocks addresses which send too many requests or have a bad reputation, and large bodies,
 * before the requests invoke an authorizer. AWS charges for the web ACL, each of its rules and each request.
 */
export class FloodShield extends Construct {
  /** For `webAclId` of a CloudFront distribution. */
  readonly webAclArn: string;
  readonly #coversDistributions: boolean;

  /** @throws Error if the number of requests or bytes is out of bounds, or the Region does not fit the scope */
  constructor(scope: Construct, id: string, props: FloodShieldProps = {}) {
    super(scope, id);
    const { requestsPerAddress = REQUESTS.default, maxBodyBytes } = props;
    this.#coversDistributions = props.scope === 'cloudfront';
    assertWithin('requestsPerAddress', requestsPerAddress, REQUESTS);
    if (maxBodyBytes !== undefined) assertWithin('maxBodyBytes', maxBodyBytes, BODY_BYTES);
    if (this.#coversDistributions) assertRegion(Stack.of(this));
    const acl = new CfnWebACL(this, 'WebAcl', {
      scope: this.#coversDistributions ? 'CLOUDFRONT' : 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: measuredAs('FloodShield'),
      rules: [
        {
          name: 'RequestsPerAddress',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              limit: requestsPerAddress,
              evaluationWindowSec: 300,
              aggregateKeyType: 'IP',
            },
          },
          visibilityConfig: measuredAs('RequestsPerAddress'),
        },
        {
          name: 'AddressReputation',
          priority: 1,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: 'AWSManagedRulesAmazonIpReputationList',
            },
          },
          visibilityConfig: measuredAs('AddressReputation'),
        },
        ...(maxBodyBytes === undefined ? [] : [bodySizeRule(maxBodyBytes)]),
      ],
    });
    this.webAclArn = acl.attrArn;
  }

  /**
   * Associates the web ACL with the deployment stage of a REST API. HTTP APIs do not support AWS WAF.
   *
   * @throws Error if the scope is `cloudfront`
   */
  protect(api: RestApi): void {
    if (this.#coversDistributions) {
      throw new Error(
        `${this.node.path} has the scope 'cloudfront', which covers CloudFront distributions. Use the scope 'regional' for ${api.node.path}.`,
      );
    }
    new CfnWebACLAssociation(api, 'FloodShield', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: this.webAclArn,
    });
  }
}

/** A body that AWS WAF cannot read to its end is larger than every allowed size. */
function bodySizeRule(maxBodyBytes: number): CfnWebACL.RuleProperty {
  return {
    name: 'BodySize',
    priority: 2,
    action: { block: { customResponse: { responseCode: 413 } } },
    statement: {
      sizeConstraintStatement: {
        fieldToMatch: { body: { oversizeHandling: 'MATCH' } },
        comparisonOperator: 'GT',
        size: maxBodyBytes,
        textTransformations: [{ priority: 0, type: 'NONE' }],
      },
    },
    visibilityConfig: measuredAs('BodySize'),
  };
}

function assertWithin(
  name: string,
  value: number,
  { min, max }: { readonly min: number; readonly max: number },
): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new Error(`Invalid ${name} '${value}'. Use a whole number from ${min} to ${max}.`);
}

function assertRegion({ region, node }: Stack): void {
  if (Token.isUnresolved(region) || region === 'us-east-1') return;
  throw new Error(
    `A FloodShield with the scope 'cloudfront' must be in us-east-1, and the stack ${node.path} is in ${region}. Create it in a stack in us-east-1.`,
  );
}

function measuredAs(metricName: string) {
  return { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: false, metricName };
}
