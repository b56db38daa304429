import { CfnApi, CfnRoute, CfnStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { renderedProperties } from '../rendered-properties.ts';
import { addHttpAuthorizer } from './http-authorizer.ts';
import { l1Resources } from './l1-resources.ts';
import { reportPreflights } from './preflight-report.ts';
import type { ProtectionProps } from './protect-options.ts';
import { type ApiRoute, appOf, RouteProtection } from './route-protection.ts';
import { throttleHttpStage } from './throttle-stage.ts';

const ELEMENT_TYPES = [CfnRoute, CfnStage].map((element) => element.CFN_RESOURCE_TYPE_NAME);

const REMEDIES = {
  options: "Let API Gateway answer instead: remove the route and give the HttpApi 'corsPreflight'",
  any: "give the HttpApi 'corsPreflight' and replace ANY or $default with the methods of the route",
  denials: "Give the HttpApi 'corsPreflight', which also adds them to denials",
};

/** Adds an authorizer to every route of an HTTP API. */
export function protectHttpApi(api: HttpApi, { options, ...props }: ProtectionProps): void {
  if (options.cors) {
    throw new Error(
      `The option 'cors' is only for REST APIs. ${api.node.path} is an HTTP API, which adds CORS headers to denials itself. Set 'corsPreflight' of the HttpApi.`,
    );
  }
  const authorizer = addHttpAuthorizer(api, {
    ...props,
    routes: options.permissions ?? {},
    costs: options.costs ?? {},
    reservedConcurrency: options.reservedConcurrency,
  });
  if (options.throttle) throttleHttpStage(api, options.throttle);
  const protection = new RouteProtection({ api, authorizer, options, routeOf: (node) => routeOf(api, node) });
  api.node.addValidation({
    validate: () => {
      reportPreflights({
        api,
        protection,
        options,
        areDenialsReadable: renderedProperties(cfnApiOf(api)).CorsConfiguration !== undefined,
        remedies: REMEDIES,
      });
      return [...hiddenRoutes(api), ...manualStages(api), ...l1Resources(api, ELEMENT_TYPES)];
    },
  });
}

function routeOf(api: HttpApi, node: IConstruct): ApiRoute | undefined {
  if (!(node instanceof CfnRoute && belongsTo(api, node))) return undefined;
  return { element: node, name: node.routeKey, preflight: false };
}

function belongsTo(api: HttpApi, element: CfnRoute | CfnStage): boolean {
  return referencedBy(element, element.apiId).includes(cfnApiOf(api));
}

function cfnApiOf(api: HttpApi): CfnApi {
  const element = api.node.defaultChild;
  if (element instanceof CfnApi) return element;
  throw new Error(
    `${api.node.path} has no CfnApi as its default child, so protect() cannot find its routes. Create it with HttpApi.`,
  );
}

function hiddenRoutes(api: HttpApi): string[] {
  const { body, bodyS3Location, target } = cfnApiOf(api);
  return body || bodyS3Location || target
    ? ['its CfnApi has a body or a target, and protect() cannot read its routes. Add them with addRoutes()']
    : [];
}

/** A stage without automatic deployment continues to serve the open routes. */
function manualStages(api: HttpApi): string[] {
  return appOf(api)
    .node.findAll()
    .filter((node) => node instanceof CfnStage)
    .filter((stage) => belongsTo(api, stage) && stage.autoDeploy !== true)
    .map(
      (stage) =>
        `the stage ${stage.node.path} would continue to serve open routes. Set its autoDeploy to true`,
    );
}
