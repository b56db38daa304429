import { expect, inject } from 'vitest';
import type { Values } from './run-command.ts';

const { sampleHttpUrl } = inject('deployment');

/** A command of a runbook, and what an operator may expect of it. */
export interface Step {
  /** How the command begins. */
  readonly command: string;
  /** Values for this command alone, where a runbook names several ways out. */
  readonly values?: Values;
  /** Brings the state back that an earlier way out has ended. */
  readonly before?: () => Promise<unknown>;
  /** 0 by default. */
  readonly exitCode?: number;
  /** What the runbook promises of the output. */
  readonly shows?: readonly (string | RegExp)[];
  /** What the output must not show any more. */
  readonly hides?: readonly string[];
  /** Checks that the command ended the state. */
  readonly after?: () => Promise<unknown>;
}

/** The state that a runbook is about, in the deployment. */
export interface Situation {
  readonly values?: Values;
  /** One for each command, in the order of the text. */
  readonly steps: readonly Step[];
  /** Puts right what other tests would stumble over. */
  readonly end?: () => Promise<unknown>;
}

export interface RunbookCase {
  /** The state, or the reason why the emulator can't get into it: its commands then run on the deployment as it is. */
  readonly state: string | { readonly notProduced: string };
  readonly prepare: () => Promise<Situation>;
}

export type RunbookCases = Readonly<Record<string, RunbookCase>>;

/** A case on the deployment as it is. */
export function asItIs(notProduced: string, steps: readonly Step[], values: Values = {}): RunbookCase {
  return { state: { notProduced }, prepare: async () => ({ steps, values }) };
}

/** The doctor of a deployment that has nothing wrong. */
export const HEALTHY_DOCTOR: Step = {
  command: 'npx postern doctor',
  shows: [/^ok +endpoint .* responds$/m, /^ok +permissions /m],
  hides: ['fail'],
};

/** Lists the alarms: the last command of each runbook. */
export const ALARM_STATUS: Step = { command: 'npx postern alarms status' };

/** The present day in UTC, as `--since` takes it. */
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
