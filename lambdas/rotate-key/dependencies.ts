import { randomBytes } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createBackoff, createConflictBackoff } from '../../lib/adapters/dynamodb/backoff.ts';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createReconcileSchedule } from '../../lib/adapters/dynamodb/reconcile-schedule.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createKeyEventPublisher } from '../../lib/adapters/eventbridge/key-events.ts';
import { clientsByRegion } from '../../lib/adapters/secrets-manager/clients.ts';
import { createSecretProvisioner } from '../../lib/adapters/secrets-manager/secret-provisioner.ts';
import { createSecretStore } from '../../lib/adapters/secrets-manager/secret-store.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { readAuditRetentionDays } from '../../lib/contracts/environment/audit.ts';
import { readRotateKeyEnvironment } from '../../lib/contracts/environment/rotation.ts';
import { readUsageTable } from '../../lib/contracts/environment/usage.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import type { Usage } from '../../lib/core/rotation/rotation-deps.ts';
import type { SecretStore } from '../../lib/core/rotation/secret-store.ts';
import { createCredentialUse } from '../../lib/core/usage/credential-use.ts';
import { runCommand } from './commands.ts';
import { countedKeyEvents } from './event-metrics.ts';
import type { RotateKeyDeps } from './handler.ts';

/**
 * Creates the dependencies of the function from its environment.
 *
 * @param secretsOf wraps the secret store, for example to inject faults
 * @throws Error that names a variable if one is missing or wrong
 */
export function rotateKeyDeps(
  variables: NodeJS.ProcessEnv,
  secretsOf: (secrets: SecretStore) => SecretStore = (secrets) => secrets,
): RotateKeyDeps {
  const { keyTable, profile, plans, name, secretsKey, eventBus, limits, schedules } =
    readRotateKeyEnvironment(variables);
  const usageTable = readUsageTable(variables);
  const auditRetentionDays = readAuditRetentionDays(variables);
  const client = createStoreClient();
  const backoff = createBackoff(Math.random);
  const log = (line: string) => process.stdout.write(line);
  const bus = createKeyEventPublisher({ client: new EventBridgeClient(), bus: eventBus, deployment: name });
  const secretPrefix = `postern/${name}/`;
  const secretsManager = new SecretsManagerClient();
  const deps = {
    store: createStore({
      client,
      table: keyTable,
      usageTable,
      auditRetentionDays,
      backoff: createConflictBackoff(Math.random),
    }),
    reconcileSchedule: createReconcileSchedule({ client, table: keyTable }),
    usage: usageTable === undefined ? NO_USAGE_DATA : credentialUse(client, usageTable),
    keyEvents: countedKeyEvents(bus, { rotation: name, clock: Date.now, log }),
    dailyChecks: bus,
    ...{ limits, profile, plans, backoff, log },
    codecs: codecsOf(profile),
    clock: Date.now,
    random: (count: number) => randomBytes(count),
    caller: { id: 'engine:sweep', sourceAddress: '-' },
    rotation: name,
  };
  const clientOf = clientsByRegion((region) => new SecretsManagerClient({ region }));
  const secretsFor = (rotationFunctionArn: string) => ({
    secrets: secretsOf(createSecretStore(clientOf, rotationFunctionArn)),
    provisioner: createSecretProvisioner({
      client: secretsManager,
      kmsKeyId: secretsKey,
      rotationFunctionArn,
    }),
  });
  return {
    ...deps,
    secretsFor,
    ownSecrets: { prefix: secretPrefix },
    runCommand: (command, functionArn) => {
      // API Gateway caches no authorizer results.
      return runCommand(
        { ...deps, ...secretsFor(functionArn), secretPrefix, schedules, authorizerCacheMs: 0 },
        command,
      );
    },
  };
}

const NO_USAGE_DATA: Usage = { useDuring: async () => 'undetermined' };

function credentialUse(client: DynamoDBClient, table: string): Usage {
  const store = createUsageStore({ client, table });
  return createCredentialUse(store, createSources(new SSMClient(), table), Date.now);
}
