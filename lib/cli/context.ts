import type { Writable } from 'node:stream';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { AccountScope, AwsAccount } from '../api-client/aws-account.ts';
import type { Deployment } from '../api-client/deployment.ts';
import type { Probe } from '../api-client/probe.ts';
import type { ReadProfile } from '../api-client/read-profile.ts';
import type { Stage } from '../api-client/stage.ts';
import type { UnsignedGet } from '../api-client/unsigned-get.ts';
import type { LocalAlarms } from '../contracts/local-alarms.ts';

/** What a run of the CLI reads from and writes to. */
export interface CliContext {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** `columns`: how many characters a line of the terminal takes. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Where the search for a local deployment begins; absolute. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly connect: (deployment: Deployment) => Promise<AdminClient>;
  /** Where the admin API of a stage is. */
  readonly findApiUrl: (stage: Stage) => Promise<string>;
  /** Calls protected APIs, as the holder of a key would. */
  readonly get: UnsignedGet;
  readonly probe: Probe;
  readonly readProfile: ReadProfile;
  readonly openAccount: (place: AccountScope) => AwsAccount;
  /** How the alarms of the local deployment are; undefined where nobody evaluates them. */
  readonly findLocalAlarms: () => Promise<LocalAlarms | undefined>;
  /** As `process.version` gives it. */
  readonly nodeVersion: string;
  /** Aborted when the run shall end in order; once this was called, only a second signal ends it at once. */
  readonly interruption: () => AbortSignal;
  /** Waits so many milliseconds, or less where the run is interrupted before. */
  readonly pause: (ms: number, interruption: AbortSignal) => Promise<void>;
}
