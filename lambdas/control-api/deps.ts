import type { RotationCommands } from '../../lib/contracts/rotation-command.ts';
import type { BeginningReader } from '../../lib/core/audit/chain/beginning.ts';
import type { ChainReader, ChainStateReader } from '../../lib/core/audit/chain/chain-store.ts';
import type { BudgetDeps } from '../../lib/core/limits/adjust-budget.ts';
import type { ActiveAlarms } from '../../lib/core/monitoring/active-alarms.ts';
import type { RotationLimits } from '../../lib/core/rotation/rotation-deps.ts';
import type { Sources, UsageStore } from '../../lib/core/usage/usage-store.ts';
import type { ConsoleUsers } from './console/console-users.ts';

export interface ControlApiDeps extends BudgetDeps {
  /** Whether decisions read the tenant, which can be suspended. */
  readonly tenantSuspension: boolean;
  /** The usage store and its sources; undefined if usage tracking is not enabled. */
  readonly usage: { readonly store: UsageStore; readonly sources: Sources } | undefined;
  /** The active alarms; undefined if the deployment is not monitored. */
  readonly activeAlarms?: ActiveAlarms | undefined;
  /** The metric dimension of this deployment, and the output of metric lines. */
  readonly metrics: { readonly keyTable: string; readonly write: (line: string) => void };
  /** The audit chain, its optional archive and its beginning; undefined if the chain is not enabled. */
  readonly chain?:
    | {
        readonly table: ChainStateReader;
        readonly archive: ChainReader | undefined;
        readonly beginning: BeginningReader;
      }
    | undefined;
  /** Sends commands to the rotation function; undefined if rotation is not enabled. */
  readonly rotation: RotationCommands | undefined;
  /** The time limits of rotations; undefined if rotation is not enabled. */
  readonly rotationLimits: RotationLimits | undefined;
  /** Writes one line per internal error. */
  readonly log: (line: string) => void;
  /** The console users; undefined if the console is not enabled. */
  readonly consoleUsers?: ConsoleUsers | undefined;
}
