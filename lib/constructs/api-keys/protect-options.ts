import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import { assertPermissions } from '../../core/access/route-options.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import type { UsageTarget } from '../usage/usage-subscription.ts';
import type { KeyProfile } from './key-profile.ts';

/** Routes are named as API Gateway names them: `GET /orders/{id}`, `ANY /files/{proxy+}`, `$default`. */
export interface ProtectOptions {
  /**
   * The routes that need no key. An authorization of their own is left as it is.
   *
   * @default - every route needs a key
   */
  readonly open?: readonly string[];
  /**
   * The permission that a route needs, `null` for any accepted key.
   *
   * @default - GET, HEAD and OPTIONS need `read`; POST, PUT and PATCH `write`; DELETE `delete`
   */
  readonly permissions?: RoutePermissions;
  /**
   * The origin whose pages may read the denials of a REST API, `*` for any, and whether they may send credentials.
   *
   * @default - what the API declares, in this order: in its gateway responses DEFAULT_4XX or DEFAULT_5XX, or in the preflights
   * that API Gateway answers. Several origins become `*`. Denials of an API that declares nothing carry no CORS headers
   */
  readonly cors?: DenialCorsOptions;
}

export interface DenialCorsOptions {
  /** An origin such as `https://app.example.com`, or `*`. */
  readonly allowOrigin: string;
  /**
   * Whether pages may read denials of requests with cookies or client certificates. It requires one origin.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;
}

/** What protecting an API takes. */
export interface ProtectionProps extends KeyProfile {
  readonly store: IKeyStore;
  readonly options: ProtectOptions;
  readonly logRetention: RetentionDays | undefined;
  readonly usage: UsageTarget | undefined;
}

/** @throws Error if the options are wrong in themselves, whatever the API's routes are */
export function assertProtectOptions({ open = [], permissions = {}, cors }: ProtectOptions): void {
  assertPermissions(permissions, open);
  if (cors && !/^(\*|https?:\/\/[A-Za-z0-9.-]+(:\d+)?)$/.test(cors.allowOrigin)) {
    throw new Error(
      `cors.allowOrigin is '${cors.allowOrigin}'; allowed is an origin like https://app.example.com, or *`,
    );
  }
  if (cors?.allowCredentials && cors.allowOrigin === '*') {
    throw new Error(
      "cors.allowCredentials is true with the origin '*', which browsers reject; name one origin, like https://app.example.com",
    );
  }
}
