import type { AdminClient } from '../../api-client/admin-client.ts';
import type { AwsAccount } from '../../api-client/aws-account.ts';
import type { UnsignedGet } from '../../api-client/unsigned-get.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { LocalDeployment } from '../../contracts/local-deployment.ts';
import type { Poll } from './poll.ts';
import type { SmokeTenant } from './smoke-tenant.ts';
import type { Target } from './target.ts';

/** What the checks of a run share. */
export interface SmokeContext {
  readonly client: AdminClient;
  readonly apiUrl: string;
  /** Undefined if the deployment is selected by URL. */
  readonly stage: string | undefined;
  readonly local: LocalDeployment | undefined;
  readonly profile: KeyProfileView;
  readonly account: AwsAccount;
  readonly get: UnsignedGet;
  readonly tenant: SmokeTenant;
  /** The APIs that are called with keys: Postern's own API, then protected APIs. */
  readonly targets: readonly Target[];
  /** The permission that the routes of the protected APIs require. */
  readonly permission: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly startedAtMs: number;
  readonly poll: Poll;
}
