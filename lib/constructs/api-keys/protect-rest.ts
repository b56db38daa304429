import { Annotations, Stack } from 'aws-cdk-lib';
import {
  CfnDeployment,
  CfnGatewayResponse,
  CfnMethod,
  CfnRestApi,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { GatewayResponses } from './gateway-responses.ts';
import { l1Resources } from './l1-resources.ts';
import { reportPreflights } from './preflight-report.ts';
import type { ProtectionProps, ProtectOptions } from './protect-options.ts';
import { addRestAuthorizer } from './rest-authorizer.ts';
import { RestDeployments } from './rest-deployments.ts';
import { resourcePath } from './rest-paths.ts';
import { type ApiRoute, RouteProtection } from './route-protection.ts';
import { usagePlanErrors } from './usage-plan-keys.ts';

const ELEMENT_TYPES = [CfnMethod, CfnDeployment, CfnGatewayResponse].map(
  (element) => element.CFN_RESOURCE_TYPE_NAME,
);

/** Adds an authorizer to every method of a REST API, and gateway responses with the error responses of the profile. */
export function protectRestApi(api: RestApi, { options, ...props }: ProtectionProps): void {
  const authorizer = addRestAuthorizer(api, {
    ...props,
    routes: options.permissions ?? {},
    costs: options.costs ?? {},
    reservedConcurrency: options.reservedConcurrency,
  });
  const protection = new RouteProtection({ api, authorizer, options, routeOf: (node) => routeOf(api, node) });
  const protectedRoutes = () => protection.routes().filter((route) => protection.needsKey(route));
  const responses = new GatewayResponses({
    api,
    profile: props.profile,
    cors: options.cors,
    belongsTo: (response) => belongsTo(api, response),
    preflights: () => preflightsOf(protection),
  });
  new RestDeployments({ api, authorizer, responses: () => responses.all(), protection });
  api.node.addValidation({
    validate: () => {
      reportCors(api, { protection, options, responses });
      return [
        ...hiddenMethods(api),
        ...usagePlanErrors(api, cfnRestApiOf(api), protectedRoutes(), props.profile),
        ...l1Resources(api, ELEMENT_TYPES),
      ];
    },
  });
}

interface CorsParts {
  readonly protection: RouteProtection;
  readonly options: ProtectOptions;
  readonly responses: GatewayResponses;
}

function reportCors(api: RestApi, { protection, options, responses }: CorsParts): void {
  const { headers, losesCredentials } = responses.cors();
  reportPreflights({
    api,
    protection,
    options,
    areDenialsReadable: Object.keys(headers).length > 0,
    remedies: {
      options:
        "Let API Gateway answer instead: remove the method and give the RestApi 'defaultCorsPreflightOptions'",
      any: "give the RestApi 'defaultCorsPreflightOptions'",
      denials: "Give protect() the origin: cors: { allowOrigin: 'https://app.example.com' }",
    },
  });
  if (!losesCredentials) return;
  Annotations.of(api).addWarningV2(
    'postern:denialsWithoutCredentials',
    'the API allows several origins with credentials, which a gateway response cannot: denials can be read only by pages that ' +
      'send no credentials. Name one origin (cors: { allowOrigin, allowCredentials: true }), or decide in the function with ' +
      'keys.guard(), whose response can carry CORS headers for the origin of the request',
  );
}

function preflightsOf(protection: RouteProtection): readonly CfnMethod[] {
  return protection
    .routes()
    .flatMap(({ element, preflight }) => (preflight && element instanceof CfnMethod ? [element] : []));
}

function routeOf(api: RestApi, node: IConstruct): ApiRoute | undefined {
  if (!(node instanceof CfnMethod && belongsTo(api, node))) return undefined;
  const path = resourcePath(node, node.resourceId) ?? `(${node.node.path})`;
  return { element: node, name: `${node.httpMethod} ${path}`, preflight: isPreflight(node) };
}

/** Whether API Gateway itself answers the preflight, which browsers send without a key. */
function isPreflight(method: CfnMethod): boolean {
  const integration: unknown = Stack.of(method).resolve(method.integration);
  const isMock =
    typeof integration === 'object' &&
    integration !== null &&
    'type' in integration &&
    integration.type === 'MOCK';
  return method.httpMethod === 'OPTIONS' && isMock;
}

function belongsTo(api: RestApi, element: CfnMethod | CfnGatewayResponse): boolean {
  return referencedBy(element, element.restApiId).includes(cfnRestApiOf(api));
}

function cfnRestApiOf(api: RestApi): CfnRestApi {
  const element = api.node.defaultChild;
  if (element instanceof CfnRestApi) return element;
  throw new Error(
    `${api.node.path} has no CfnRestApi as its default child, so protect() cannot find its methods. Create it with RestApi.`,
  );
}

function hiddenMethods(api: RestApi): string[] {
  const { body, bodyS3Location, cloneFrom } = cfnRestApiOf(api);
  return body || bodyS3Location || cloneFrom
    ? [
        'its CfnRestApi has a body or is a clone, and protect() cannot read its methods. Add them with addMethod()',
      ]
    : [];
}
