import { inject } from 'vitest';
import { openAwsAccount } from '../../../../lib/api-client/aws-account.ts';
import { probe } from '../../../../lib/api-client/probe.ts';
import { readProfile } from '../../../../lib/api-client/read-profile.ts';
import { createSignedTransport } from '../../../../lib/api-client/signed-transport.ts';
import { openUsageReplay } from '../../../../lib/api-client/usage-replay.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import { runCli } from '../../../cli/support/run-cli.ts';
import { runAws } from './aws-commands.ts';

const { apiUrl, region, admin, endpointUrl } = inject('deployment');
const STAGE = 'local';

/** A placeholder for a value of the incident: `$KEY`, `QUEUE_URL`, and the examples of tenant, owner and day. */
const PLACEHOLDER = /^(?:\$\w+|[A-Z]+(?:_[A-Z]+)+|acme|team:a|\d{4}-\d\d-\d\d)$/;

/** The values of an incident, by placeholder. */
export type Values = Readonly<Record<string, string>>;

/**
 * The words of a command with the values of an incident and the deployed stage.
 * @throws Error if a placeholder has no value
 */
export function filledIn(command: string, values: Values): readonly string[] {
  return command.split(' ').map((word) => {
    if (word === 'prod') return STAGE;
    const value = values[word];
    if (value === undefined && PLACEHOLDER.test(word))
      throw new Error(`The placeholder ${word} has no value in: ${command}`);
    return (value ?? word).replace('Postern-prod-', `Postern-${STAGE}-`);
  });
}

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command of a runbook against the deployment, which the command identifies by its stage. */
export async function runCommand([program, ...words]: readonly string[]): Promise<CommandResult> {
  if (program === 'aws') return { exitCode: 0, output: await runAws(words) };
  const { exitCode, stdout, stderr } = await runCli(words.slice(1), {
    transport: createSignedTransport({ apiUrl, region, credentials: admin }),
    local: false,
    clock: Date.now,
    environment: { AWS_REGION: region },
    findApiUrl: async () => apiUrl,
    instruments: {
      probe,
      readProfile,
      openUsageReplay: (scope) =>
        openUsageReplay({ ...scope, ...rootClient(endpointUrl), endpoint: endpointUrl }),
      openAccount: () => openAwsAccount({ ...rootClient(endpointUrl), endpoint: endpointUrl }),
    },
  });
  return { exitCode, output: stdout + stderr };
}
