import { randomBytes } from 'node:crypto';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createPause } from '../../lib/adapters/dynamodb/pause.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createVisits } from '../../lib/adapters/dynamodb/visits.ts';
import { createNotices } from '../../lib/adapters/eventbridge/notices.ts';
import { clientsByRegion } from '../../lib/adapters/secrets-manager/clients.ts';
import { createSecretMaker } from '../../lib/adapters/secrets-manager/secret-maker.ts';
import { createSecretStore } from '../../lib/adapters/secrets-manager/secret-store.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { readRotateKeyEnvironment } from '../../lib/contracts/environment/rotation.ts';
import { readUsageTable } from '../../lib/contracts/environment/usage.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { createCredentialUse } from '../../lib/core/usage/credential-use.ts';
import { runCommand } from './commands.ts';
import { createHandler } from './handler.ts';

const { keyTable, profile, plans, name, secretsKey, noticeBus, limits, schedules } = readRotateKeyEnvironment(
  process.env,
);
const usageTable = readUsageTable(process.env);
const client = createStoreClient();
const pause = createPause(Math.random);
const secretPrefix = `postern/${name}/`;
const deps = {
  store: createStore({ client, table: keyTable, usageTable, pause }),
  visits: createVisits({ client, table: keyTable }),
  secrets: createSecretStore(clientsByRegion((region) => new SecretsManagerClient({ region }))),
  usage:
    usageTable === undefined
      ? { usedBetween: async () => 'cannot-say' as const }
      : createCredentialUse(
          createUsageStore({ client, table: usageTable }),
          createSources(new SSMClient(), usageTable),
          Date.now,
        ),
  notices: createNotices(new EventBridgeClient(), noticeBus, name),
  limits,
  profile,
  codecs: codecsOf(profile),
  plans,
  clock: Date.now,
  random: (count: number) => randomBytes(count),
  pause,
  caller: { id: 'engine:sweep', sourceAddress: '-' },
};
const secretsManager = new SecretsManagerClient();

export const handler = createHandler({
  ...deps,
  ownSecrets: { prefix: secretPrefix },
  runCommand: (command, functionArn) => {
    const maker = createSecretMaker({
      client: secretsManager,
      kmsKeyId: secretsKey,
      rotationFunctionArn: functionArn,
    });
    // Neither of the authorizers has its answers kept.
    return runCommand({ ...deps, maker, secretPrefix, schedules, authorizerCacheMs: 0 }, command);
  },
  rotation: name,
  log: (line) => process.stdout.write(line),
});
