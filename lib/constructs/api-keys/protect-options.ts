import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import type { RouteCosts } from '../../core/access/route-costs.ts';
import { assertCosts, assertPermissions } from '../../core/access/route-options.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import type { ILimitsStore } from '../limits-store/limits-store.ts';
import type { UsageTarget } from '../usage/usage-subscription.ts';
import type { KeyProfile } from './key-profile.ts';
import { assertThrottle, type StageThrottle } from './throttle-stage.ts';

/** Routes have the names of API Gateway: `GET /orders/{id}`, `ANY /files/{proxy+}`, `$default`. */
export interface ProtectOptions {
  /**
   * Routes that need no key. Their own authorization is not changed.
   *
   * @default - every route needs a key
   */
  readonly open?: readonly string[];
  /**
   * Required permission of each route, `null` for any valid key.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permissions?: RoutePermissions;
  /**
   * Cost of a request to each route in units of its limits, 0 to 1,000. A request with the cost 0 is not charged.
   *
   * @default - every request costs 1
   */
  readonly costs?: RouteCosts;
  /**
   * Reserved concurrency of the authorizer, a whole number of 1 or more. A flood of requests then cannot use up the
   * concurrency of the account. Requests above it get the response of a failed authorizer: 503 from a REST API, 500 from an
   * HTTP API.
   *
   * @default - none: the authorizer shares the concurrency of the account
   */
  readonly reservedConcurrency?: number;
  /**
   * Requests that the stage of the API accepts, for all of its routes together. Others get 429 from API Gateway and do not invoke
   * the authorizer. It applies to the stage that the API construct creates.
   *
   * @default - the limits of the account
   */
  readonly throttle?: StageThrottle;
}

/** HTTP APIs have no option for CORS: they add the headers of their `corsPreflight` to denials. */
export interface RestProtectOptions extends ProtectOptions {
  /**
   * The origin whose pages may read the denials of a REST API, `*` for any, and whether they may send credentials.
   *
   * @default - the origin that the API declares: first in its gateway responses DEFAULT_4XX or DEFAULT_5XX, then in the
   * preflights that API Gateway answers. Several origins become `*`. Without a declaration, denials have no CORS headers
   */
  readonly cors?: DenialCorsOptions;
}

export type DenialCorsOptions = OneOrigin | AnyOrigin;

export interface OneOrigin {
  /** An origin such as `https://app.example.com`. */
  readonly allowOrigin: `https://${string}` | `http://${string}`;
  /**
   * Whether pages may read denials of requests with cookies or client certificates.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;
}

/** Browsers reject credentials with any origin. */
export interface AnyOrigin {
  readonly allowOrigin: '*';
  readonly allowCredentials?: false;
}

/** The options of protect() and the resources of the deployment. */
export interface ProtectionProps extends KeyProfile {
  readonly store: IKeyStore;
  readonly limits: ILimitsStore;
  readonly options: RestProtectOptions;
  readonly logRetention: RetentionDays | undefined;
  readonly usage: UsageTarget | undefined;
}

/** @throws Error if an option is invalid, independently of the routes of the API */
export function assertProtectOptions({
  open = [],
  permissions = {},
  costs = {},
  reservedConcurrency,
  throttle,
  cors,
}: RestProtectOptions): void {
  assertPermissions(permissions, open);
  assertCosts(costs, open);
  assertConcurrency(reservedConcurrency);
  if (throttle) assertThrottle(throttle);
  if (!cors) return;
  const { allowOrigin, allowCredentials = false }: { allowOrigin: string; allowCredentials?: boolean } = cors;
  if (!/^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/.test(allowOrigin)) {
    throw new Error(
      `Invalid cors.allowOrigin '${allowOrigin}'. Use an origin like https://app.example.com, or *.`,
    );
  }
  if (allowCredentials && allowOrigin === '*') {
    throw new Error(
      "Browsers reject cors.allowCredentials with the origin '*'. Use one origin, for example https://app.example.com.",
    );
  }
}

/** @throws Error if the reserved concurrency of a function is not a whole number of 1 or more */
export function assertConcurrency(reservedConcurrency: number | undefined): void {
  if (reservedConcurrency === undefined) return;
  if (Number.isInteger(reservedConcurrency) && reservedConcurrency > 0) return;
  throw new Error(
    `Invalid reservedConcurrency '${reservedConcurrency}'. Use a whole number of 1 or more, or omit it for none.`,
  );
}
