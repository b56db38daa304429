import { vi } from 'vitest';
import { createHandler } from '../../../lambdas/managed-key-resource/handler.ts';
import { runCommand } from '../../../lambdas/rotate-key/commands.ts';
import { createHandler as createRotateKeyHandler } from '../../../lambdas/rotate-key/handler.ts';
import { type RotationCommandInput, rotationResponse } from '../../../lib/contracts/rotation-command.ts';
import type { ManageDeps } from '../../../lib/core/rotation/rotation-deps.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';
import { MemoryState } from '../../support/memory-state.ts';

/** The provider with the real rotation function. The responses to commands in `lostResponses` get lost. */
export function wholeProvider(deps: ManageDeps, lostResponses: RotationCommandInput['command'][] = []) {
  const lines: string[] = [];
  const rotateKey = createRotateKeyHandler({
    ...deps,
    reconcileSchedule: createMemoryReconcileSchedule(new MemoryState()),
    dailyChecks: { publishCheck: async () => {} },
    secretsFor: () => ({ secrets: deps.secrets, provisioner: deps.provisioner }),
    ownSecrets: { prefix: 'postern/test/' },
    runCommand: (command) => runCommand(deps, command),
    rotation: 'test',
    log: (line) => lines.push(line),
  });
  const context = { invokedFunctionArn: 'arn:aws:lambda', getRemainingTimeInMillis: () => 60_000 };
  const respond = vi.fn();
  const handler = createHandler({
    send: async (command) => {
      const answer = rotationResponse.parse(await rotateKey(JSON.parse(JSON.stringify(command)), context));
      if (lostResponses.includes(command.command)) throw new Error('unreachable');
      return answer;
    },
    clock: deps.clock,
    backoff: async () => {},
    respond,
    log: (line) => lines.push(line),
  });
  return {
    call: async (request: unknown) => {
      await handler(request);
      return respond.mock.lastCall?.[1];
    },
    /** All lines that both functions logged. */
    log: () => lines.join(''),
    rejectedEvents: () => lines.filter((line) => line.includes('rotation-rejected')).length,
  };
}
