import {
  CfnApi,
  type CfnRoute,
  CfnStage,
  type HttpApi,
  type WebSocketApi,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { referencedBy } from '../references.ts';
import { appOf } from './route-protection.ts';

type ApiV2 = HttpApi | WebSocketApi;

/** Whether a route or a stage refers to the API. */
export function belongsTo(api: ApiV2, element: CfnRoute | CfnStage): boolean {
  return referencedBy(element, element.apiId).includes(cfnApiOf(api));
}

/** @throws Error if the construct has another default child */
export function cfnApiOf(api: ApiV2): CfnApi {
  const element = api.node.defaultChild;
  if (element instanceof CfnApi) return element;
  throw new Error(
    `${api.node.path} has no CfnApi as its default child, so protect() cannot find its routes. Create it with HttpApi or WebSocketApi.`,
  );
}

/** A stage without automatic deployment continues to serve the open routes. */
export function manualStages(api: ApiV2): string[] {
  return appOf(api)
    .node.findAll()
    .filter((node) => node instanceof CfnStage)
    .filter((stage) => belongsTo(api, stage) && stage.autoDeploy !== true)
    .map(
      (stage) =>
        `the stage ${stage.node.path} would continue to serve open routes. Set its autoDeploy to true`,
    );
}
