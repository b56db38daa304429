import { type IFunction, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import { assertPermissions, assertRouteNames } from '../../core/access/route-options.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import { assertSameEnvironment } from '../key-store/same-environment.ts';
import { recordGuard } from '../usage/record-guard.ts';
import type { UsageTarget } from '../usage/usage-subscription.ts';
import { accessEnvironment } from './access-environment.ts';
import { assertRunsGuard, checkEnvironmentSize } from './guardable-function.ts';
import type { KeyProfile } from './key-profile.ts';

/** What a proxy in front can be trusted to tell of a request: what it came over, and the host it was for. */
const FORWARDED = ['proto', 'host'] as const;

export interface GuardOptions {
  /**
   * The permission that a route needs, `null` for any accepted key. Routes are named as what stands in front names
   * them: `GET /orders/{id}`, `ANY /files/{proxy+}`, `$default`. For handlers; a framework's middleware is given
   * permissions where the framework routes.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permissions?: RoutePermissions;
  /**
   * What a proxy in front of the function says of each request, in `X-Forwarded-Proto` (plain HTTP is then refused)
   * and in `X-Forwarded-Host` (which then names the tenant, where the profile takes it from the host). The proxy must
   * overwrite what a caller sends, and the function must be reachable through it alone: these headers are believed.
   *
   * @default - nothing: such headers are ignored
   */
  readonly forwarded?: readonly (typeof FORWARDED)[number][];
  /**
   * Whether its decisions are recorded as usage: last use, access log, alarms. It takes a log group of the function's own
   * with room for one more subscription; without, synthesis warns, and the reports of unused keys stay undetermined.
   * The function is called once a minute with a probe, which `guard(handler)` and `answerProbes()` answer; `'not-probed'`
   * is for a handler that does neither, and leaves those reports undetermined as well.
   *
   * @default true
   */
  readonly usage?: boolean | 'not-probed';
}

export interface GuardProps extends KeyProfile {
  readonly store: IKeyStore;
  /** Where decisions are recorded; undefined where the deployment keeps no usage, or the options say so. */
  readonly target: UsageTarget | undefined;
  readonly options: GuardOptions;
}

const guarded = new WeakSet<IFunction>();

/** @throws Error if the function's environment can't be set or is set already, or an option is wrong */
export function guardFunction(
  fn: IFunction,
  { store, target, profile, plans, trustedHost, options }: GuardProps,
): void {
  const { permissions = {}, forwarded = [] } = options;
  assertRouteNames(Object.keys(permissions));
  assertPermissions(permissions, []);
  assertForwarded(forwarded);
  if (!(fn instanceof LambdaFunction)) throw new Error(unguardable(fn));
  assertRunsGuard(fn);
  assertSameEnvironment(fn, store);
  if (guarded.has(fn)) {
    throw new Error(`${fn.node.path} is guarded already; call guard() once, with all of its options`);
  }
  const environment = accessEnvironment({
    keyTable: store.table.tableName,
    profile,
    plans,
    routes: permissions,
    trustedHost: forwarded.includes('host') ? 'forwarded-host' : trustedHost,
    forwardedProto: forwarded.includes('proto'),
  });
  guarded.add(fn);
  for (const [name, value] of Object.entries(environment)) fn.addEnvironment(name, value);
  checkEnvironmentSize(fn);
  store.grantRead(fn);
  if (target) recordGuard(fn, target, options.usage !== 'not-probed');
}

function assertForwarded(forwarded: readonly string[]): void {
  const wrong = forwarded.find((each) => !FORWARDED.some((known) => known === each));
  if (wrong === undefined) return;
  throw new Error(`guard()'s 'forwarded' names '${wrong}'; allowed: ${FORWARDED.join(', ')}`);
}

function unguardable({ node }: IFunction): string {
  return (
    `${node.path} can't be given an environment here: it is imported, an alias or version, or runs at the edge; ` +
    'call guard() on the lambda.Function itself, in the app that makes it: ApiKeys.fromStage(scope, id, { stage })'
  );
}
