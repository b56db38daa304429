import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import * as z from 'zod';
import { createSecretProvisioner } from '../../lib/adapters/secrets-manager/secret-provisioner.ts';
import { createSecretStore } from '../../lib/adapters/secrets-manager/secret-store.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { secretProvisionerContract } from '../adapters/secret-provisioner.contract.ts';
import { secretStoreContract } from '../adapters/secret-store.contract.ts';

const { endpointUrl } = inject('deployment');
const client = new SecretsManagerClient(rootClient(endpointUrl));
const store = createSecretStore(() => client, '');

secretStoreContract('the secrets in the deployed Secrets Manager', {
  store,
  makeSecret: async (text) => {
    const made = await client.send(
      new CreateSecretCommand({ Name: `postern/contract/${randomUUID()}`, SecretString: text }),
    );
    if (!made.ARN || !made.VersionId) throw new Error('a new secret must have an ARN and a version');
    return { arn: made.ARN, first: made.VersionId };
  },
  deleteSecret,
});

const policy = z.object({
  Statement: z.tuple([z.object({ Principal: z.object({ AWS: z.array(z.string()) }) })]),
});

secretProvisionerContract('the provisioner of secrets in the deployed Secrets Manager', {
  provisioner: createSecretProvisioner({ client, kmsKeyId: undefined, rotationFunctionArn: '' }),
  store,
  reader: 'arn:aws:iam::000000000000:root',
  readersOf: async (arn) => {
    const { ResourcePolicy } = await client.send(new GetResourcePolicyCommand({ SecretId: arn }));
    return ResourcePolicy ? policy.parse(JSON.parse(ResourcePolicy)).Statement[0].Principal.AWS : [];
  },
  stateTagOf: async (arn) => {
    const { Tags } = await client.send(new DescribeSecretCommand({ SecretId: arn }));
    return Tags?.find(({ Key }) => Key === 'postern:state')?.Value;
  },
  deleteSecret,
});

async function deleteSecret(arn: string): Promise<void> {
  await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
}
