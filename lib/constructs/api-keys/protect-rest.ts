import { Annotations } from 'aws-cdk-lib';
import { CfnDeployment, CfnGatewayResponse, CfnMethod, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { GatewayResponses } from './gateway-responses.ts';
import { l1Resources } from './l1-resources.ts';
import { reportPreflights } from './preflight-report.ts';
import type { ProtectionProps, ProtectOptions } from './protect-options.ts';
import { addRestAuthorizer } from './rest-authorizer.ts';
import { RestDeployments } from './rest-deployments.ts';
import { belongsToRestApi, cfnRestApiOf, restRouteOf } from './rest-routes.ts';
import { RouteProtection } from './route-protection.ts';
import { throttleRestStage } from './throttle-stage.ts';
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
  if (options.throttle) throttleRestStage(api, options.throttle);
  const protection = new RouteProtection({
    api,
    authorizer,
    options,
    routeOf: (node) => restRouteOf(api, node),
  });
  const protectedRoutes = () => protection.routes().filter((route) => protection.needsKey(route));
  const responses = new GatewayResponses({
    api,
    profile: props.profile,
    cors: options.cors,
    belongsTo: (response) => belongsToRestApi(api, response),
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

function hiddenMethods(api: RestApi): string[] {
  const { body, bodyS3Location, cloneFrom } = cfnRestApiOf(api);
  return body || bodyS3Location || cloneFrom
    ? [
        'its CfnRestApi has a body or is a clone, and protect() cannot read its methods. Add them with addMethod()',
      ]
    : [];
}
