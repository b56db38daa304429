import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import { createSecretStore } from '../../lib/adapters/secrets-manager/secret-store.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { secretStoreContract } from '../adapters/secret-store.contract.ts';

const { endpointUrl } = inject('deployment');
const client = new SecretsManagerClient(rootClient(endpointUrl));

secretStoreContract('the secrets in the deployed Secrets Manager', {
  store: createSecretStore(() => client),
  makeSecret: async (text) => {
    const made = await client.send(
      new CreateSecretCommand({ Name: `postern/contract/${randomUUID()}`, SecretString: text }),
    );
    if (!made.ARN || !made.VersionId) throw new Error('a new secret must have an ARN and a version');
    return { arn: made.ARN, first: made.VersionId };
  },
  deleteSecret: async (arn) => {
    await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
  },
  doesAsAws: false,
});
