import { Stack } from 'aws-cdk-lib';
import { type CfnGatewayResponse, CfnMethod, CfnRestApi, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { resourcePath } from './rest-paths.ts';
import type { ApiRoute } from './route-protection.ts';

/** The method that a construct defines; undefined if it defines no method of this API. */
export function restRouteOf(api: RestApi, node: IConstruct): ApiRoute | undefined {
  if (!(node instanceof CfnMethod && belongsToRestApi(api, node))) return undefined;
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

export function belongsToRestApi(api: RestApi, element: CfnMethod | CfnGatewayResponse): boolean {
  return referencedBy(element, element.restApiId).includes(cfnRestApiOf(api));
}

/** @throws Error if the app created the API without an L1 construct as default child */
export function cfnRestApiOf(api: RestApi): CfnRestApi {
  const element = api.node.defaultChild;
  if (element instanceof CfnRestApi) return element;
  throw new Error(
    `${api.node.path} has no CfnRestApi as its default child, so protect() cannot find its methods. Create it with RestApi.`,
  );
}
