import type { RotationCommands } from '../../lib/contracts/rotation-command.ts';
import type { ChainReader } from '../../lib/core/audit/chain/chain-store.ts';
import type { RotationLimits } from '../../lib/core/rotation/rotation-deps.ts';
import type { Sources, UsageStore } from '../../lib/core/usage/usage-store.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import type { ConsoleUsers } from './console/console-users.ts';

export interface ControlApiDeps extends UseCaseDeps {
  /** Where usage is kept, and what it comes from; undefined where none is. */
  readonly usage: { readonly store: UsageStore; readonly sources: Sources } | undefined;
  /** By which table this deployment's metrics are told, and where, one line each. */
  readonly metrics: { readonly keyTable: string; readonly write: (line: string) => void };
  /** The audit chain, and its archive where it has one; undefined where there is none. */
  readonly chain?: { readonly table: ChainReader; readonly archive: ChainReader | undefined } | undefined;
  /** What has the function that rotates do things; undefined where the deployment has none. */
  readonly rotation: RotationCommands | undefined;
  /** What the times of rotations depend on; undefined if the deployment has no rotation. */
  readonly rotationLimits: RotationLimits | undefined;
  /** Told of what failed on our side, one line each. */
  readonly log: (line: string) => void;
  /** Those who have the console; undefined where nobody has. */
  readonly consoleUsers?: ConsoleUsers | undefined;
}
