import { CfnRestApi, type IRestApi, RestApi } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnApi,
  CfnApiMapping,
  DomainName,
  EndpointType,
  HttpApi,
  type IHttpApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct, type IConstruct } from 'constructs';
import { appOf } from './route-protection.ts';

/** Labels of lower-case letters, digits and hyphens, two of them at least. */
const DOMAIN_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

export interface TenantDomainProps {
  /** The API whose tenants have hosts of their own. */
  readonly api: IRestApi | IHttpApi;
  /** What follows the tenant in the name of its host: `api.example.com` for `acme.api.example.com`. */
  readonly domainName: string;
  /**
   * The public zone of the domain.
   *
   * @default - no record is made: point the wildcard name at `domain.regionalDomainName`
   */
  readonly hostedZone?: IHostedZone;
  /**
   * The certificate of the wildcard name, in the API's region.
   *
   * @default - one of its own, validated by DNS: in the hosted zone, or else by records that you make while it deploys
   */
  readonly certificate?: ICertificate;
}

/**
 * A host for each tenant of an API, `<tenant>.<domain>`, by one wildcard domain (MH-01): the name that API Gateway
 * vouches for, and from which a profile with tenancy by host takes the tenant. It takes TLS 1.2 or higher alone
 * (MH-08, MH-09), and the API's own address, at which there is no tenant, is turned off.
 */
export class TenantDomain extends Construct {
  readonly api: IRestApi | IHttpApi;
  /** The wildcard domain of API Gateway. */
  readonly domain: DomainName;

  /** @throws Error if the name is none of a domain, or the API's own address can't be turned off */
  constructor(scope: Construct, id: string, props: TenantDomainProps) {
    super(scope, id);
    const { api, domainName, hostedZone } = props;
    if (!DOMAIN_NAME.test(domainName)) {
      throw new Error(
        `the domain of the tenants is '${domainName}'; allowed is a name in lower case like api.example.com, ` +
          'without the wildcard: the tenant comes before it',
      );
    }
    this.api = api;
    const wildcard = `*.${domainName}`;
    this.domain = new DomainName(this, 'Domain', {
      domainName: wildcard,
      certificate: props.certificate ?? this.#certificateOf(wildcard, hostedZone),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    const { apiId, stage } = mappedStage(api);
    const mapping = { domainName: this.domain.name, apiId, stage: stage.stageName };
    new CfnApiMapping(this, 'Mapping', mapping).node.addDependency(stage);
    turnOffOwnAddress(api);
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

  #certificateOf(domainName: string, hostedZone: IHostedZone | undefined): Certificate {
    return new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(hostedZone),
    });
  }
}

/** Whether an API has hosts of tenants. */
export function hasTenantDomain(api: IConstruct): boolean {
  return appOf(api)
    .node.findAll()
    .some((node) => node instanceof TenantDomain && node.api === api);
}

function mappedStage(api: IRestApi | IHttpApi) {
  // A RestApi that isn't deployed has no stage, whatever its type says.
  if (api instanceof RestApi && api.deploymentStage) {
    return { apiId: api.restApiId, stage: api.deploymentStage };
  }
  if (api instanceof HttpApi && api.defaultStage) return { apiId: api.apiId, stage: api.defaultStage };
  throw new Error(
    `${api.node.path} can't have hosts of tenants: it is imported, made from a document, or has no default stage; ` +
      'give a RestApi or HttpApi that is made in this app, with its default stage',
  );
}

/** Through it a request would come with no tenant. */
function turnOffOwnAddress(api: IRestApi | IHttpApi): void {
  const element = api.node.defaultChild;
  if (!(element instanceof CfnRestApi || element instanceof CfnApi)) {
    throw new Error(`${api.node.path} has no element of its own, so that its address can't be turned off`);
  }
  element.disableExecuteApiEndpoint = true;
  // An override, because it wins over one that somebody else put on the element before.
  element.addPropertyOverride('DisableExecuteApiEndpoint', true);
}
