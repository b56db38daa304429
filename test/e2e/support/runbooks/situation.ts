import { expect, inject } from 'vitest';
import type { Values } from './run-command.ts';

const { sampleHttpUrl } = inject('deployment');

/** A command of a runbook, and the expectations of an operator. */
export interface Step {
  /** The start of the command. */
  readonly command: string;
  /** Values for this command only, if a runbook has alternative solutions. */
  readonly values?: Values;
  /** Restores the state that a previous solution resolved. */
  readonly before?: () => Promise<unknown>;
  /** The expected exit code (default: 0). */
  readonly exitCode?: number;
  /** The output must contain or match each of these. */
  readonly shows?: readonly (string | RegExp)[];
  /** The output must contain none of these. */
  readonly hides?: readonly string[];
  /** Checks that the command resolved the state. */
  readonly after?: (output: string) => Promise<unknown>;
}

/** A deployment in the state that a runbook describes. */
export interface Situation {
  readonly values?: Values;
  /** One step per command, in the order of the text. */
  readonly steps: readonly Step[];
  /** Reverts changes that would affect other tests. */
  readonly end?: () => Promise<unknown>;
}

export interface RunbookCase {
  /** The state, or the reason why the emulator cannot reach it. The commands then run on an unmodified deployment. */
  readonly state: string | { readonly notProduced: string };
  readonly prepare: () => Promise<Situation>;
}

export type RunbookCases = Readonly<Record<string, RunbookCase>>;

/** A case on an unmodified deployment. */
export function withoutState(notProduced: string, steps: readonly Step[], values: Values = {}): RunbookCase {
  return { state: { notProduced }, prepare: async () => ({ steps, values }) };
}

/** The doctor of a healthy deployment. */
export const HEALTHY_DOCTOR: Step = {
  command: 'npx postern doctor',
  shows: [/^ok +endpoint .* responds$/m, /^ok +permissions /m],
  hides: ['fail'],
};

/** Lists the alarms. It is the last command of each runbook. */
export const ALARM_STATUS: Step = { command: 'npx postern alarms status' };

/** The current day in UTC, in the format of `--since`. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

export async function expectAccepted(value: string): Promise<void> {
  expect(await statusOf(value)).toBe(200);
}

export async function expectDenied(value: string): Promise<void> {
  expect([401, 403]).toContain(await statusOf(value));
}

async function statusOf(value: string): Promise<number> {
  const response = await fetch(`${sampleHttpUrl}/hello`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
  return response.status;
}
