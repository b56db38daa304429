import { CfnRoute, CfnStage, type WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { addApiV2Authorizer } from './api-v2-authorizer.ts';
import { belongsTo, manualStages } from './api-v2-elements.ts';
import { l1Resources } from './l1-resources.ts';
import type { ProtectionProps } from './protect-options.ts';
import { type ApiRoute, RouteProtection } from './route-protection.ts';

const ELEMENT_TYPES = [CfnRoute, CfnStage].map((element) => element.CFN_RESOURCE_TYPE_NAME);
/** The route of the handshake. API Gateway authorizes no other route of a WebSocket API. */
const CONNECT = '$connect';

/** Adds an authorizer to the handshake of a WebSocket API. Messages of an open connection are not authorized again. */
export function protectWebSocketApi(api: WebSocketApi, { options, ...props }: ProtectionProps): void {
  if (options.cors || options.open || options.throttle) {
    throw new Error(
      `The options 'cors', 'open' and 'throttle' are not for WebSocket APIs: ${api.node.path} has only the handshake ${CONNECT} to ` +
        'protect, and its stages are created apart. Remove them, and set the throttling of the WebSocketStage.',
    );
  }
  // No settings of the cache: API Gateway never caches for a handshake, and rejects a time to live.
  const authorizer = addApiV2Authorizer(api, {
    ...props,
    routes: options.permissions ?? {},
    costs: options.costs ?? {},
    reservedConcurrency: options.reservedConcurrency,
  });
  const protection = new RouteProtection({
    api,
    authorizer,
    options,
    routeOf: (node) => connectRoute(api, node),
  });
  api.node.addValidation({
    validate: () => [
      ...missingHandshake(protection),
      ...manualStages(api),
      ...l1Resources(api, ELEMENT_TYPES),
    ],
  });
}

function connectRoute(api: WebSocketApi, node: IConstruct): ApiRoute | undefined {
  if (!(node instanceof CfnRoute && belongsTo(api, node) && node.routeKey === CONNECT)) return undefined;
  return { element: node, name: CONNECT, preflight: false };
}

function missingHandshake(protection: RouteProtection): string[] {
  return protection.routes().length > 0
    ? []
    : [
        `it has no route ${CONNECT}, so API Gateway accepts every connection. Set connectRouteOptions of the WebSocketApi, for ` +
          'example with a WebSocketMockIntegration',
      ];
}
