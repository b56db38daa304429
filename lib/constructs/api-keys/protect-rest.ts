import { Stack } from 'aws-cdk-lib';
import {
  CfnDeployment,
  CfnGatewayResponse,
  CfnMethod,
  CfnRestApi,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { bareElements } from './bare-elements.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import type { ProtectionProps } from './protect-options.ts';
import { addRestAuthorizer } from './rest-authorizer.ts';
import { RestDeployments } from './rest-deployments.ts';
import { resourcePath } from './rest-paths.ts';
import { type ApiRoute, appOf, RouteProtection } from './route-protection.ts';
import { usagePlanComplaints } from './usage-plan-keys.ts';

const ELEMENT_TYPES = [CfnMethod, CfnDeployment, CfnGatewayResponse].map(
  (element) => element.CFN_RESOURCE_TYPE_NAME,
);

/** Puts an authorizer of its own on every method of a REST API, and the profile's refusals on its gateway. */
export function protectRestApi(api: RestApi, { options, ...props }: ProtectionProps): void {
  const authorizer = addRestAuthorizer(api, { ...props, routes: options.permissions ?? {} });
  const responses = addGatewayResponses(api, props.profile, options.cors);
  const protection = new RouteProtection({ api, authorizer, options, routeOf: (node) => routeOf(api, node) });
  const protectedRoutes = () => protection.routes().filter((route) => protection.needsKey(route));
  new RestDeployments({ api, authorizer, responses, protection });
  api.node.addValidation({
    validate: () => [
      ...hiddenMethods(api),
      ...foreignResponses(api, responses),
      ...usagePlanComplaints(api, cfnRestApiOf(api), protectedRoutes(), props.profile),
      ...bareElements(api, ELEMENT_TYPES),
    ],
  });
}

function routeOf(api: RestApi, node: IConstruct): ApiRoute | undefined {
  if (!(node instanceof CfnMethod && belongsTo(api, node))) return undefined;
  const path = resourcePath(node, node.resourceId) ?? `(${node.node.path})`;
  return { element: node, name: `${node.httpMethod} ${path}`, preflight: isPreflight(node) };
}

/** A preflight that the gateway answers by itself: browsers send it without the key. */
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
    `${api.node.path} has no CfnRestApi as its default child; protect() can't tell its methods`,
  );
}

function hiddenMethods(api: RestApi): string[] {
  const { body, bodyS3Location, cloneFrom } = cfnRestApiOf(api);
  return body || bodyS3Location || cloneFrom
    ? [
        "its CfnRestApi has a body or is a clone, whose methods protect() can't see; add them with addMethod()",
      ]
    : [];
}

/** The gateway has one response of a type; two would take turns. */
function foreignResponses(api: RestApi, own: readonly CfnGatewayResponse[]): string[] {
  return appOf(api)
    .node.findAll()
    .filter((node) => node instanceof CfnGatewayResponse)
    .filter((response) => belongsTo(api, response) && !own.includes(response))
    .filter(({ responseType }) => own.some((ours) => ours.responseType === responseType))
    .map(
      ({ node, responseType }) =>
        `protect() sets the gateway response ${responseType}, and so does ${node.path}; take that one away`,
    );
}
