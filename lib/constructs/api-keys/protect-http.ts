import { CfnRoute, CfnStage, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../rendered-properties.ts';
import { addApiV2Authorizer } from './api-v2-authorizer.ts';
import { belongsTo, cfnApiOf, manualStages } from './api-v2-elements.ts';
import { l1Resources } from './l1-resources.ts';
import { reportPreflights } from './preflight-report.ts';
import type { ProtectionProps } from './protect-options.ts';
import { type ApiRoute, RouteProtection } from './route-protection.ts';
import { throttleHttpStage } from './throttle-stage.ts';

const ELEMENT_TYPES = [CfnRoute, CfnStage].map((element) => element.CFN_RESOURCE_TYPE_NAME);

const REMEDIES = {
  options: "Let API Gateway answer instead: remove the route and give the HttpApi 'corsPreflight'",
  any: "give the HttpApi 'corsPreflight' and replace ANY or $default with the methods of the route",
  denials: "Give the HttpApi 'corsPreflight', which also adds them to denials",
};

const UNCACHED_SIMPLE_RESPONSES = {
  authorizerPayloadFormatVersion: '2.0',
  enableSimpleResponses: true,
  authorizerResultTtlInSeconds: 0,
  identitySource: [],
};

/** Adds an authorizer to every route of an HTTP API. */
export function protectHttpApi(api: HttpApi, { options, ...props }: ProtectionProps): void {
  if (options.cors) {
    throw new Error(
      `The option 'cors' is only for REST APIs. ${api.node.path} is an HTTP API, which adds CORS headers to denials itself. Set 'corsPreflight' of the HttpApi.`,
    );
  }
  const authorizer = addApiV2Authorizer(
    api,
    {
      ...props,
      routes: options.permissions ?? {},
      costs: options.costs ?? {},
      reservedConcurrency: options.reservedConcurrency,
    },
    UNCACHED_SIMPLE_RESPONSES,
  );
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

function hiddenRoutes(api: HttpApi): string[] {
  const { body, bodyS3Location, target } = cfnApiOf(api);
  return body || bodyS3Location || target
    ? ['its CfnApi has a body or a target, and protect() cannot read its routes. Add them with addRoutes()']
    : [];
}
