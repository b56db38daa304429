import { randomUUID } from 'node:crypto';
import { createMemorySecrets, MemorySecret } from '../support/memory-secrets.ts';
import { secretStoreContract } from './secret-store.contract.ts';

const store = createMemorySecrets();

secretStoreContract('the secrets in memory', {
  store,
  makeSecret: async (text) => {
    const first = randomUUID();
    const arn = `arn:aws:secretsmanager:us-east-1:123456789012:secret:postern/contract/${first}-AbCdEf`;
    store.secrets.set(arn, new MemorySecret(() => 0, first, text));
    return { arn, first };
  },
  deleteSecret: async (arn) => {
    const secret = store.secrets.get(arn);
    if (secret) secret.isDeleted = true;
  },
});
