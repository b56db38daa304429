import { CfnRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnApi,
  CfnApiMapping,
  DomainName,
  EndpointType,
  HttpApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct, type IConstruct } from 'constructs';
import { appOf } from './route-protection.ts';

/** Two or more labels of lower-case letters, digits and hyphens. */
const DOMAIN_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

export interface TenantDomainProps {
  /** The API that gets one host per tenant. */
  readonly api: RestApi | HttpApi;
  /** The domain after the tenant: `api.example.com` for the host `acme.api.example.com`. */
  readonly domainName: string;
  /**
   * The public hosted zone of the domain.
   *
   * @default - no record is created. Point the wildcard name to `domain.regionalDomainName`
   */
  readonly hostedZone?: IHostedZone;
  /**
   * The certificate of the wildcard name, in the Region of the API.
   *
   * @default - a new certificate with DNS validation, in the hosted zone or by records that you create during deployment
   */
  readonly certificate?: ICertificate;
}

/**
 * One host per tenant of an API, `<tenant>.<domain>`, with a wildcard domain (MH-01). API Gateway verifies this name, and
 * a profile with tenancy by host takes the tenant from it. Requires TLS 1.2 or later (MH-08, MH-09), and disables the
 * default endpoint of the API, which identifies no tenant.
 */
export class TenantDomain extends Construct {
  readonly api: RestApi | HttpApi;
  /** The wildcard domain of API Gateway. */
  readonly domain: DomainName;

  /** @throws Error if the domain name is invalid, or if the default endpoint of the API cannot be disabled */
  constructor(scope: Construct, id: string, props: TenantDomainProps) {
    super(scope, id);
    const { api, domainName, hostedZone } = props;
    if (!DOMAIN_NAME.test(domainName)) {
      throw new Error(
        `Invalid domainName '${domainName}'. Use a domain name in lower case like api.example.com, ` +
          'without the wildcard.',
      );
    }
    this.api = api;
    const wildcard = `*.${domainName}`;
    this.domain = new DomainName(this, 'Domain', {
      domainName: wildcard,
      certificate: props.certificate ?? this.#createCertificate(wildcard, hostedZone),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    const { apiId, stage } = mappedStage(api);
    const mapping = { domainName: this.domain.name, apiId, stage: stage.stageName };
    new CfnApiMapping(this, 'Mapping', mapping).node.addDependency(stage);
    disableDefaultEndpoint(api);
    if (hostedZone) {
      const { regionalDomainName, regionalHostedZoneId } = this.domain;
      const target = new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId);
      new ARecord(this, 'Record', {
        zone: hostedZone,
        recordName: wildcard,
        target: RecordTarget.fromAlias(target),
      });
    }
  }

  #createCertificate(domainName: string, hostedZone: IHostedZone | undefined): Certificate {
    return new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(hostedZone),
    });
  }
}

/** Whether an API has a `TenantDomain`. */
export function hasTenantDomain(api: IConstruct): boolean {
  return appOf(api)
    .node.findAll()
    .some((node) => node instanceof TenantDomain && node.api === api);
}

function mappedStage(api: RestApi | HttpApi) {
  // A RestApi with `deploy: false` has no stage, although its type has one.
  if (api instanceof RestApi && api.deploymentStage) {
    return { apiId: api.restApiId, stage: api.deploymentStage };
  }
  if (api instanceof HttpApi && api.defaultStage) return { apiId: api.apiId, stage: api.defaultStage };
  throw new Error(
    `${api.node.path} cannot have tenant hosts: it is imported, created from an OpenAPI document, or has no default stage. ` +
      'Use a RestApi or HttpApi of this app, with its default stage.',
  );
}

/** A request to the default endpoint has no tenant. */
function disableDefaultEndpoint(api: RestApi | HttpApi): void {
  const element = api.node.defaultChild;
  if (!(element instanceof CfnRestApi || element instanceof CfnApi)) {
    throw new Error(
      `The default endpoint of ${api.node.path} cannot be disabled, because it has no default child. Use a RestApi or HttpApi of this app.`,
    );
  }
  element.disableExecuteApiEndpoint = true;
  // Also as an override, because it replaces an earlier override of the app.
  element.addPropertyOverride('DisableExecuteApiEndpoint', true);
}
