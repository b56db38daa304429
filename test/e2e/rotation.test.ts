import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { expect, inject, it, vi } from 'vitest';
import { createPause } from '../../lib/adapters/dynamodb/pause.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { SWEEP_EVENTS } from '../../lib/contracts/rotation-work.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { eventOf, managedKeyOf } from '../support/entities.ts';
import { newKey, newTenant } from './support/admin.ts';
import { deployedKeyTable } from './support/key-table.ts';

const { endpointUrl } = inject('deployment');
const lambda = new LambdaClient(rootClient(endpointUrl));
const secrets = new SecretsManagerClient(rootClient(endpointUrl));
const store = createStore({ ...deployedKeyTable, pause: createPause(Math.random) });

async function invoke(FunctionName: string, event: unknown) {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  return { error: answer.FunctionError, body: Buffer.from(answer.Payload ?? []).toString() };
}

it('rotates', async () => {
  const outputs = await readOutputs(endpointUrl);
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  const made = await secrets.send(
    new CreateSecretCommand({
      Name: `postern/local/${id}`,
      SecretString: JSON.stringify({ keyId: id, value, header: 'authorization', scheme: 'Bearer' }),
    }),
  );
  const key = await store.readKey(id);
  if (!key || !made.ARN || !made.VersionId) throw new Error('no key');
  const managed = managedKeyOf(id, {
    tenant,
    secretArn: made.ARN,
    versions: [{ token: made.VersionId, generation: 1, sinceMs: Date.now() }],
    current: made.VersionId,
    rotateAtMs: Date.now(),
    overlapMs: 1000,
    visitAtMs: Date.now(),
  });
  await store.commit(
    { kind: 'update-key', key: { ...key, version: key.version + 1 }, managed },
    eventOf(tenant),
  );
  console.log(await invoke(outputs.SweepKeysFunction, SWEEP_EVENTS.due));
  const started = Date.now();
  await vi.waitFor(
    async () => {
      const found = await store.readManagedKey(id);
      console.log(Date.now() - started, JSON.stringify(found));
      expect(found?.last?.outcome).toBe('finished');
    },
    { timeout: 60_000, interval: 1000 },
  );
  console.log(await secrets.send(new DescribeSecretCommand({ SecretId: made.ARN })));
  console.log(await invoke(outputs.RotateKeyFunction, { a: 1 }));
});
