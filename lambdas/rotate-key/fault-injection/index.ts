import * as z from 'zod';
import type { SecretStore } from '../../../lib/core/rotation/secret-store.ts';
import { rotateKeyDeps } from '../dependencies.ts';
import { createHandler, type RunContext } from '../handler.ts';

/** The crash points: the value is stored but not accepted; accepted but not current; current. */
const CRASH_POINTS = ['after putVersion', 'before moveLabel', 'after moveLabel'] as const;
type Death = (typeof CRASH_POINTS)[number];

const faultyEvent = z.strictObject({ dies: z.enum(CRASH_POINTS), event: z.unknown() });

/** The `rotate-key` function with a crash between two steps. Only tests deploy it. */
export function handler(given: unknown, context: RunContext) {
  const { dies, event } = faultyEvent.parse(given);
  return createHandler(rotateKeyDeps(process.env, (secrets) => crashingAt(secrets, dies)))(event, context);
}

function crashingAt(secrets: SecretStore, death: Death): SecretStore {
  return {
    ...secrets,
    putVersion: async (...version) => {
      await secrets.putVersion(...version);
      if (death === 'after putVersion') process.exit(1);
    },
    moveLabel: async (...move) => {
      if (death === 'before moveLabel') process.exit(1);
      await secrets.moveLabel(...move);
      process.exit(1);
    },
  };
}
