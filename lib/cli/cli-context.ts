import type { Writable } from 'node:stream';
import type { AdminClient } from '../api-client/admin-client.ts';
import type { AccountScope, AwsAccount } from '../api-client/aws-account.ts';
import type { Deployment } from '../api-client/deployment.ts';
import type { Probe } from '../api-client/probe.ts';
import type { ReadProfile } from '../api-client/read-profile.ts';
import type { OpenRemoval } from '../api-client/removal-account.ts';
import type { Stage } from '../api-client/stage.ts';
import type { UnsignedGet } from '../api-client/unsigned-get.ts';
import type { OpenUsageReplay } from '../api-client/usage-replay.ts';
import type { LocalAlarms } from '../contracts/local-alarms.ts';
import type { OpenRestore } from '../recovery/open-restore.ts';

/** The environment of a CLI run: streams, clock and connections. */
export interface CliContext {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  /** `columns`: width of the terminal in characters. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Absolute path of the folder in which the search for a local deployment starts. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly connect: (deployment: Deployment) => Promise<AdminClient>;
  /** Returns the URL of the admin API of a stage. */
  readonly findApiUrl: (stage: Stage) => Promise<string>;
  /** Calls protected APIs like a key holder. */
  readonly get: UnsignedGet;
  readonly probe: Probe;
  readonly readProfile: ReadProfile;
  /** Opens a URL in the browser of the user. */
  readonly openUrl: (url: string) => Promise<void>;
  readonly openAccount: (scope: AccountScope) => AwsAccount;
  readonly openRemoval: OpenRemoval;
  readonly openRestore: OpenRestore;
  readonly openUsageReplay: OpenUsageReplay;
  /** Returns the states of the local alarms; undefined if no process evaluates them. */
  readonly findLocalAlarms: () => Promise<LocalAlarms | undefined>;
  /** In the format of `process.version`. */
  readonly nodeVersion: string;
  /** Returns a signal that aborts on the first SIGINT, SIGTERM or SIGHUP. A second one ends the process. */
  readonly interruption: () => AbortSignal;
  /** Waits `ms` milliseconds, or until the interruption. */
  readonly pause: (ms: number, interruption: AbortSignal) => Promise<void>;
}
