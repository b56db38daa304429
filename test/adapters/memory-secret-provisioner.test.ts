import { createMemorySecretProvisioner } from '../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../support/memory-secrets.ts';
import { secretProvisionerContract } from './secret-provisioner.contract.ts';

const store = createMemorySecrets();

secretProvisionerContract('the provisioner of secrets in memory', {
  provisioner: createMemorySecretProvisioner(store, () => 0),
  store,
  reader: 'arn:aws:iam::123456789012:role/reader',
  readersOf: async (arn) => store.secrets.get(arn)?.readers ?? [],
  stateTagOf: async (arn) => store.secrets.get(arn)?.stateTag,
  deleteSecret: async (arn) => {
    const secret = store.secrets.get(arn);
    if (secret) secret.isDeleted = true;
  },
});
