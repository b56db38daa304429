import { createMemorySecretProvisioner } from '../support/memory-secret-provisioner.ts';
import { createMemorySecrets } from '../support/memory-secrets.ts';
import { secretMakerContract } from './secret-provisioner.contract.ts';

const store = createMemorySecrets();

secretMakerContract('the maker of secrets in memory', {
  maker: createMemorySecretProvisioner(store, () => 0),
  store,
  reader: 'arn:aws:iam::123456789012:role/reader',
  readersOf: async (arn) => store.secrets.get(arn)?.readers ?? [],
  markOf: async (arn) => store.secrets.get(arn)?.mark,
  deleteSecret: async (arn) => {
    const secret = store.secrets.get(arn);
    if (secret) secret.isDeleted = true;
  },
  doesAsAws: true,
});
