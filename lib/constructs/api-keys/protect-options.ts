import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { RoutePermissions } from '../../core/access/permissions.ts';
import { assertPermissions } from '../../core/access/route-options.ts';
import type { IKeyStore } from '../key-store/key-store.ts';
import type { UsageTarget } from '../usage/usage-feed.ts';
import type { KeyContract } from './key-contract.ts';

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
   * The origin whose pages may read the refusals of a REST API, `*` for any.
   *
   * @default - refusals carry no CORS headers
   */
  readonly cors?: { readonly allowOrigin: string };
}

/** What protecting an API takes. */
export interface ProtectionProps extends KeyContract {
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
}
