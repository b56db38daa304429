import { Annotations, Aspects, type CfnResource, type IAspect, Stack, Stage } from 'aws-cdk-lib';
import type { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import type { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../rendered-properties.ts';
import { contains, isGreedy } from './greedy-routes.ts';
import type { ProtectOptions } from './protect-options.ts';

/** One way into an API: a method of a REST API or a route of an HTTP API. */
export interface ApiRoute {
  readonly element: CfnMethod | CfnRoute;
  /** As the options of protect() name it. */
  readonly name: string;
  /** Whether it only answers the CORS preflight of a browser. */
  readonly preflight: boolean;
}

export interface RouteProtectionProps {
  readonly api: IConstruct;
  readonly authorizer: CfnResource;
  readonly options: ProtectOptions;
  /** The route of this API that a construct is, if it is one. */
  readonly routeOf: (node: IConstruct) => ApiRoute | undefined;
}

/**
 * Puts an authorizer on every route of an API, whoever adds it, wherever in the app and whenever. What it
 * can't close it reports when the app is validated, and nothing is synthesized then.
 */
export class RouteProtection implements IAspect {
  readonly #props: RouteProtectionProps;
  readonly #closed = new Set<IConstruct>();

  constructor(props: RouteProtectionProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#complaints() });
  }

  visit(node: IConstruct): void {
    const route = this.#props.routeOf(node);
    if (!route || !this.needsKey(route) || isForeign(route)) return;
    // As a property, for whoever looks at properties, as checks of best practices do.
    route.element.authorizationType = 'CUSTOM';
    // Overrides, because they win over an override that somebody else put on the element before.
    route.element.addPropertyOverride('AuthorizationType', 'CUSTOM');
    route.element.addPropertyOverride('AuthorizerId', this.#props.authorizer.ref);
    this.#closed.add(node);
  }

  /** Every route that the API has by now. */
  routes(): readonly ApiRoute[] {
    return appOf(this.#props.api)
      .node.findAll()
      .flatMap((node) => this.#props.routeOf(node) ?? []);
  }

  needsKey({ name, preflight }: ApiRoute): boolean {
    return !preflight && !this.#props.options.open?.includes(name);
  }

  #isRenderedClosed({ element }: ApiRoute): boolean {
    const { AuthorizationType, AuthorizerId } = renderedProperties(element);
    const own: unknown = Stack.of(element).resolve(this.#props.authorizer.ref);
    return AuthorizationType === 'CUSTOM' && JSON.stringify(AuthorizerId) === JSON.stringify(own);
  }

  #cachedDecisions(): string[] {
    const { authorizer } = this.#props;
    const ttl = renderedProperties(authorizer).AuthorizerResultTtlInSeconds;
    return ttl === 0
      ? []
      : [
          `${authorizer.node.path} is rendered with a result cache of ${ttl} seconds: a revoked key would stay valid; leave it 0`,
        ];
  }

  /** A request that misses the narrower route, as by a trailing slash, reaches the greedy one with the same service. */
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
        `'${greedy.name}' ${strictness(greedy) === 0 ? 'is open' : 'admits any key'} and contains stricter routes ` +
          `(${stricter.map(({ name }) => name).join(', ')}): a request for another spelling of their paths, such as a ` +
          'trailing slash, reaches the same service through it; restrict it, or open single routes',
      );
    }
  }

  #complaints(): string[] {
    const { open = [], permissions = {} } = this.#props.options;
    const routes = this.routes();
    const closed = routes.filter((route) => this.needsKey(route));
    const unprotected = closed.filter((route) => !this.#closed.has(route.element));
    const reopened = closed.filter((route) => !unprotected.includes(route) && !this.#isRenderedClosed(route));
    this.#warnOfGreedyRoutes(routes);
    const names = routes.filter(({ preflight }) => !preflight).map(({ name }) => name);
    const isUnknown = (name: string) => !names.includes(name);
    return [
      ...unprotected.map((route) => unprotectedError(route)),
      ...reopened.map((route) => reopenedError(route)),
      ...this.#cachedDecisions(),
      ...open.filter(isUnknown).map((name) => unknownError('open', name, names) + proxyHint(name, names)),
      ...Object.keys(permissions)
        .filter((name) => isUnknown(name) && isUnknown(anyMethodOf(name)))
        .map((name) => unknownError('permissions', name, names)),
    ];
  }
}

/** Aspects and validations reach as far as one app, or one stage of it. */
export function appOf(node: IConstruct): IConstruct {
  return Stage.of(node) ?? node.node.root;
}

function isForeign({ element }: ApiRoute): boolean {
  return (element.authorizationType ?? 'NONE') !== 'NONE';
}

/** `GET /files` may have a permission of its own where the route is `ANY /files`. */
function anyMethodOf(name: string): string {
  return name.replace(/^\S+/, 'ANY');
}

function unprotectedError(route: ApiRoute): string {
  const { element, name } = route;
  return isForeign(route)
    ? `'${name}' already has the authorization ${element.authorizationType}; take it away, or name the route in protect()'s 'open' to leave it as it is`
    : `'${name}' (${element.node.path}) was added after aspects had run, too late to protect it; add it earlier`;
}

function reopenedError({ element, name }: ApiRoute): string {
  return (
    `'${name}' (${element.node.path}) is rendered with the authorization ` +
    `${JSON.stringify(renderedProperties(element).AuthorizationType)}: an aspect or an override replaces what protect() ` +
    "sets; remove it, or name the route in protect()'s 'open'"
  );
}

/** What a proxy route serves can only be named if it is a route of its own. */
function proxyHint(name: string, names: readonly string[]): string {
  const [method = 'ANY', path = ''] = name.split(' ');
  const greedy = names.find((each) => isGreedy(each) && contains(each, name));
  return greedy === undefined || path === ''
    ? ''
    : `. ${greedy} serves this path; make it a route of its own with the same integration: for a RestApi ` +
        `api.root.resourceForPath('${path}').addMethod('${method}'), for an HttpApi addRoutes({ path: '${path}', … })`;
}

function unknownError(option: string, name: string, names: readonly string[]): string {
  return `protect()'s '${option}' names '${name}', which is none of the API's routes: ${[...names].sort().join(', ')}`;
}
