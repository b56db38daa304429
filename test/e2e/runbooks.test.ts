import { describe, expect, it } from 'vitest';
import { RUNBOOKS, runbookCommands } from '../support/runbooks.ts';
import { AUDIT_CASES } from './support/runbooks/audit-cases.ts';
import { AUTHENTICATION_CASES } from './support/runbooks/authentication.ts';
import { FUNCTION_CASES } from './support/runbooks/function-cases.ts';
import { MONITORING_CASES } from './support/runbooks/monitoring-cases.ts';
import { ROTATION_CASES } from './support/runbooks/rotation-cases.ts';
import { filledIn, runCommand, type Values } from './support/runbooks/run-command.ts';
import { ALARM_STATUS, type RunbookCase, type Step } from './support/runbooks/situation.ts';

const CASES: Readonly<Record<string, RunbookCase>> = {
  ...AUTHENTICATION_CASES,
  ...AUDIT_CASES,
  ...FUNCTION_CASES,
  ...ROTATION_CASES,
  ...MONITORING_CASES,
};

it('each runbook has a test case', () => {
  expect(Object.keys(CASES).sort()).toEqual(RUNBOOKS.toSorted());
});

describe('the commands of a runbook print the documented output and resolve its state', () => {
  it.each(
    Object.entries(CASES).map(([runbook, { state, prepare }]) => ({ runbook, prepare, ...titleOf(state) })),
  )('$runbook: $title', async ({ runbook, prepare }) => {
    const commands = runbookCommands(runbook);
    const { steps: ownSteps, values = {}, end } = await prepare();
    const steps = [...ownSteps, ALARM_STATUS];
    try {
      expect(commands.map((command, index) => command.slice(0, steps[index]?.command.length))).toEqual(
        steps.map(({ command }) => command),
      );
      for (const [index, step] of steps.entries()) await runStep(step, commands[index] ?? '', values);
    } finally {
      await end?.();
    }
  });
});

function titleOf(state: RunbookCase['state']): { readonly title: string } {
  return { title: typeof state === 'string' ? state : `not produced, because ${state.notProduced}` };
}

async function runStep(
  { before, exitCode = 0, shows = [], hides = [], after, ...step }: Step,
  command: string,
  values: Values,
): Promise<void> {
  await before?.();
  const words = filledIn(command, { ...values, ...step.values });
  const result = await runCommand(words);
  expect({ command, exitCode: result.exitCode }, result.output).toEqual({ command, exitCode });
  for (const text of shows) expect(result.output, command).toMatch(text);
  for (const text of hides) expect(result.output, command).not.toContain(text);
  await after?.(result.output);
}
