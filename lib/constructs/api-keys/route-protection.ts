import { Annotations, Aspects, type CfnResource, type IAspect, Stack, Stage } from 'aws-cdk-lib';
import type { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { type CfnRoute, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../rendered-properties.ts';
import { contains, isGreedy } from './greedy-routes.ts';
import type { ProtectOptions } from './protect-options.ts';

/** A method of a REST API or a route of an HTTP API. */
export interface ApiRoute {
  readonly element: CfnMethod | CfnRoute;
  /** The name in the options of protect(). */
  readonly name: string;
  /** Whether it only answers the CORS preflight of a browser. */
  readonly preflight: boolean;
}

export interface RouteProtectionProps {
  readonly api: IConstruct;
  readonly authorizer: CfnResource;
  readonly options: ProtectOptions;
  /** The route that a construct defines; undefined if it defines no route of this API. */
  readonly routeOf: (node: IConstruct) => ApiRoute | undefined;
}

/**
 * Adds an authorizer to every route of an API, regardless of where and when the app adds the route. Validation fails
 * for a route that cannot be protected, and nothing is synthesized.
 */
export class RouteProtection implements IAspect {
  readonly #props: RouteProtectionProps;
  readonly #closed = new Set<IConstruct>();

  constructor(props: RouteProtectionProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#errors() });
  }

  visit(node: IConstruct): void {
    const route = this.#props.routeOf(node);
    if (!route || !this.needsKey(route) || hasOwnAuthorization(route)) return;
    // As a property, because checks such as cdk-nag read properties.
    route.element.authorizationType = 'CUSTOM';
    // Also as overrides, because these replace earlier overrides of the app.
    route.element.addPropertyOverride('AuthorizationType', 'CUSTOM');
    route.element.addPropertyOverride('AuthorizerId', this.#props.authorizer.ref);
    this.#closed.add(node);
  }

  /** The current routes of the API. */
  routes(): readonly ApiRoute[] {
    return appOf(this.#props.api)
      .node.findAll()
      .flatMap((node) => this.#props.routeOf(node) ?? []);
  }

  needsKey({ name, preflight }: ApiRoute): boolean {
    return !preflight && !this.#props.options.open?.includes(name);
  }

  #cachedDecisions(): string[] {
    const { api, authorizer } = this.#props;
    // API Gateway never caches for the handshake of a WebSocket API, and its authorizers have no time to live.
    const ttl =
      renderedProperties(authorizer).AuthorizerResultTtlInSeconds ??
      (api instanceof WebSocketApi ? 0 : undefined);
    return ttl === 0
      ? []
      : [
          `${authorizer.node.path} is rendered with a result cache of ${ttl} seconds, so a revoked key would stay valid. Set it to 0`,
        ];
  }

  /** A request that misses the stricter route, for example with a trailing slash, matches the greedy route. */
  #warnOfGreedyRoutes(routes: readonly ApiRoute[]): void {
    const { open = [], permissions = {} } = this.#props.options;
    const strictness = ({ name }: ApiRoute) => (open.includes(name) ? 0 : permissions[name] === null ? 1 : 2);
    for (const greedy of routes.filter((route) => isGreedy(route.name) && strictness(route) < 2)) {
      const stricter = routes
        .filter((route) => !route.preflight && contains(greedy.name, route.name))
        .filter((route) => strictness(route) > strictness(greedy));
      if (stricter.length === 0) continue;
      Annotations.of(this.#props.api).addWarningV2(
        `postern:greedyRoute:${greedy.name}`,
        `'${greedy.name}' ${strictness(greedy) === 0 ? 'is open' : 'accepts any key'} and contains stricter routes ` +
          `(${stricter.map(({ name }) => name).join(', ')}). A request for another spelling of their paths, such as a ` +
          'trailing slash, reaches the same service through it. Restrict it, or open single routes',
      );
    }
  }

  #errors(): string[] {
    const { api } = this.#props;
    const { open = [], permissions = {}, costs = {} } = this.#props.options;
    const routes = this.routes();
    const closed = routes.filter((route) => this.needsKey(route));
    const unprotected = closed.filter((route) => !this.#closed.has(route.element));
    const reopened = closed.filter(
      (route) => !unprotected.includes(route) && !hasAuthorizer(route, this.#props.authorizer),
    );
    this.#warnOfGreedyRoutes(routes);
    const names = routes.filter(({ preflight }) => !preflight).map(({ name }) => name);
    const isUnknown = (name: string) => !names.includes(name);
    return [
      ...unprotected.map((route) => unprotectedError(api, route)),
      ...reopened.map((route) => reopenedError(api, route)),
      ...this.#cachedDecisions(),
      ...open.filter(isUnknown).map((name) => unknownError('open', name, names) + proxyHint(name, names)),
      ...Object.entries({ permissions, costs }).flatMap(([option, routesOfOption]) =>
        Object.keys(routesOfOption)
          .filter((name) => isUnknown(name) && isUnknown(anyMethodOf(name)))
          .map((name) => unknownError(option, name, names)),
      ),
    ];
  }
}

/** The scope of aspects and validations: the app, or the stage of the node. */
export function appOf(node: IConstruct): IConstruct {
  return Stage.of(node) ?? node.node.root;
}

/** Whether the template attaches an authorizer to a route. */
export function hasAuthorizer({ element }: ApiRoute, authorizer: CfnResource): boolean {
  const { AuthorizationType, AuthorizerId } = renderedProperties(element);
  const ref: unknown = Stack.of(element).resolve(authorizer.ref);
  return AuthorizationType === 'CUSTOM' && JSON.stringify(AuthorizerId) === JSON.stringify(ref);
}

function hasOwnAuthorization({ element }: ApiRoute): boolean {
  return (element.authorizationType ?? 'NONE') !== 'NONE';
}

/** `GET /files` can have a permission of its own if the route is `ANY /files`. */
function anyMethodOf(name: string): string {
  return name.replace(/^\S+/, 'ANY');
}

function unprotectedError(api: IConstruct, route: ApiRoute): string {
  const { element, name } = route;
  return hasOwnAuthorization(route)
    ? `'${name}' already has the authorization ${element.authorizationType}. Remove it${openHint(api, 'keep it and name')}`
    : `'${name}' (${element.node.path}) was added after the aspects ran, too late to protect it. Add it earlier`;
}

function reopenedError(api: IConstruct, { element, name }: ApiRoute): string {
  return (
    `'${name}' (${element.node.path}) is rendered with the authorization ` +
    `${JSON.stringify(renderedProperties(element).AuthorizationType)}: an aspect or an override replaces the value of ` +
    `protect(). Remove it${openHint(api, 'name')}`
  );
}

/** The handshake of a WebSocket API cannot be open. */
function openHint(api: IConstruct, action: string): string {
  return api instanceof WebSocketApi ? '' : `, or ${action} the route in the option 'open' of protect()`;
}

/** A path of a proxy route can be named only if it is a separate route. */
function proxyHint(name: string, names: readonly string[]): string {
  const [method = 'ANY', path = ''] = name.split(' ');
  const greedy = names.find((route) => isGreedy(route) && contains(route, name));
  return greedy === undefined || path === ''
    ? ''
    : `. ${greedy} serves this path. Add a separate route with the same integration: for a RestApi ` +
        `api.root.resourceForPath('${path}').addMethod('${method}'), for an HttpApi addRoutes({ path: '${path}', … })`;
}

function unknownError(option: string, name: string, names: readonly string[]): string {
  return `Unknown route '${name}' in the option '${option}' of protect(). The routes of the API are: ${[...names].sort().join(', ')}`;
}
