import * as z from 'zod';
import type { SecretStore } from '../../../lib/core/rotation/secret-store.ts';
import { rotateKeyDeps } from '../dependencies.ts';
import { createHandler, type RunContext } from '../handler.ts';

/** Between which steps it dies: what was drawn is put and not yet accepted; accepted and not yet current; current. */
const CRASH_POINTS = ['after putVersion', 'before moveLabel', 'after moveLabel'] as const;
type Death = (typeof CRASH_POINTS)[number];

const faultyEvent = z.strictObject({ dies: z.enum(CRASH_POINTS), event: z.unknown() });

/** The function that rotates, but that it dies between steps. Tests deploy it, and nobody else. */
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
