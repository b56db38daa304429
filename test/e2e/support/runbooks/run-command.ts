import { inject } from 'vitest';
import { openAwsAccount } from '../../../../lib/api-client/aws-account.ts';
import { probe } from '../../../../lib/api-client/probe.ts';
import { readProfile } from '../../../../lib/api-client/read-profile.ts';
import { createSignedTransport } from '../../../../lib/api-client/signed-transport.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import { runCli } from '../../../cli/support/run-cli.ts';
import { runAws } from './aws-commands.ts';

const { apiUrl, region, admin, endpointUrl } = inject('deployment');
const STAGE = 'local';

/** What stands in a runbook for a value of the incident: `$KEY`, `QUEUE_URL`, and the examples of tenant, owner and day. */
const PLACEHOLDER = /^(?:\$\w+|[A-Z]+(?:_[A-Z]+)+|acme|team:a|\d{4}-\d\d-\d\d)$/;

/** The values of an incident, by the placeholder that stands for each. */
export type Values = Readonly<Record<string, string>>;

/**
 * The words of a command with the values of an incident. The stage becomes the deployed one.
 * @throws for a placeholder without a value
 */
export function filledIn(command: string, values: Values): readonly string[] {
  return command.split(' ').map((word) => {
    if (word === 'prod') return STAGE;
    const value = values[word];
    if (value === undefined && PLACEHOLDER.test(word)) throw new Error(`no value for ${word} in: ${command}`);
    return (value ?? word).replace('Postern-prod-', `Postern-${STAGE}-`);
  });
}

export interface Ran {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command of a runbook against the deployment, as an operator who names it by its stage. */
export async function runCommand([program, ...words]: readonly string[]): Promise<Ran> {
  if (program === 'aws') return { exitCode: 0, output: await runAws(words) };
  const { exitCode, stdout, stderr } = await runCli(words.slice(1), {
    transport: createSignedTransport({ apiUrl, region, credentials: admin }),
    local: false,
    clock: Date.now,
    environment: { AWS_REGION: region },
    findApiUrl: async () => apiUrl,
    instruments: {
      probe,
      readProfile: readProfile,
      openAccount: () => openAwsAccount({ ...rootClient(endpointUrl), endpoint: endpointUrl }),
    },
  });
  return { exitCode, output: stdout + stderr };
}
