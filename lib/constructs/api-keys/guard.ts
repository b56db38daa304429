import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { RouteCosts } from '../../core/access/route-costs.ts';
import { assertCosts, assertPermissions, assertRouteNames } from '../../core/access/route-options.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import { assertSameEnvironment } from '../key-store/same-environment.ts';
import type { ILimitsStore } from '../limits-store/limits-store.ts';
import { recordGuard } from '../usage/record-guard.ts';
import type { UsageTarget } from '../usage/usage-subscription.ts';
import { accessEnvironment } from './access-environment.ts';
import { assertRunsGuard, checkEnvironmentSize } from './guardable-function.ts';
import type { KeyProfile } from './key-profile.ts';

/** Values that a trusted proxy can forward: the protocol and the host of the request. */
const FORWARDED = ['proto', 'host'] as const;

export interface GuardOptions {
  /**
   * Required permission of each route, `null` for any valid key. Routes have the names of API Gateway:
   * `GET /orders/{id}`, `ANY /files/{proxy+}`, `$default`. This option is for Lambda handlers. Middleware takes permissions
   * in the routes of its framework.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permissions?: RoutePermissions;
  /**
   * Cost of a request to each route in units of its limits, 0 to 1,000. A request with the cost 0 is not charged. Middleware
   * takes costs in the routes of its framework.
   *
   * @default - every request costs 1
   */
  readonly costs?: RouteCosts;
  /**
   * Headers of a proxy in front of the function that are trusted. `'proto'` trusts `X-Forwarded-Proto` and denies plain
   * HTTP. `'host'` trusts `X-Forwarded-Host` for the tenant, if the profile takes it from the host. The proxy must overwrite
   * these headers, and the function must be reachable only through the proxy.
   *
   * @default - none: these headers are ignored
   */
  readonly forwarded?: readonly (typeof FORWARDED)[number][];
  /**
   * Whether decisions are recorded as usage: last use, access log and alarms. This requires that the function has its own
   * log group with at most one other subscription filter. Otherwise, synthesis warns, and reports of unused keys remain
   * undetermined. The function is invoked once a minute with a probe, which `guard(handler)` and `replyToProbes()` answer.
   * Use `'not-probed'` for a handler that uses neither. Reports then remain undetermined.
   *
   * @default true
   */
  readonly usage?: boolean | 'not-probed';
}

export interface GuardProps extends KeyProfile {
  readonly store: IKeyStore;
  readonly limits: ILimitsStore;
  /** Where decisions are recorded; undefined without usage tracking. */
  readonly target: UsageTarget | undefined;
  readonly options: GuardOptions;
}

const guarded = new WeakSet<LambdaFunction>();

/** @throws Error if the function is already guarded, or if its runtime or an option is invalid */
export function guardFunction(
  fn: LambdaFunction,
  { store, limits, target, profile, plans, tenantLimits, tenantSuspension, trustedHost, options }: GuardProps,
): void {
  const { permissions = {}, costs = {}, forwarded = [] } = options;
  assertRouteNames([...Object.keys(permissions), ...Object.keys(costs)]);
  assertPermissions(permissions, []);
  assertCosts(costs, []);
  assertForwarded(forwarded);
  if (!(fn instanceof LambdaFunction)) throw new Error(unguardableError(fn));
  assertRunsGuard(fn);
  assertSameEnvironment(fn, store);
  if (guarded.has(fn)) {
    throw new Error(`${fn.node.path} is already guarded. Call guard() once, with all of its options.`);
  }
  const environment = accessEnvironment({
    keyTable: store.table.tableName,
    limitsTable: limits.table.tableName,
    profile,
    plans,
    tenantLimits,
    tenantSuspension,
    routes: permissions,
    costs,
    trustedHost: forwarded.includes('host') ? 'forwarded-host' : trustedHost,
    forwardedProto: forwarded.includes('proto'),
  });
  guarded.add(fn);
  for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
  checkEnvironmentSize(fn);
  store.grantRead(fn);
  limits.grantCharge(fn);
  if (target) recordGuard(fn, target, options.usage !== 'not-probed');
}

/** @throws Error with the allowed values */
export function assertForwarded(forwarded: readonly string[]): void {
  const unknown = forwarded.find((name) => !FORWARDED.some((known) => known === name));
  if (unknown === undefined) return;
  throw new Error(
    `Invalid value '${unknown}' in the option 'forwarded' of guard(). Use: ${FORWARDED.join(', ')}.`,
  );
}

/** For JavaScript callers: the type of the parameter excludes these functions. */
function unguardableError({ node }: IConstruct): string {
  return (
    `The environment of ${node.path} cannot be set: it is imported, an alias, a version or an edge function. ` +
    'Call guard() on the lambda.Function or the ecs.TaskDefinition, in the app that creates it. In another app than ApiKeys, use ' +
    'ApiKeys.fromStage(scope, id, { stage }).'
  );
}
