import { createServer } from 'node:http';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { KeySecretError, managedKey } from 'postern/consumer';

/** A sample service with the AWS client. */
export const payments = managedKey({
  secretId: 'an-arn',
  secrets: new SecretsManager(),
  cacheTtlSeconds: 300,
});

const held = { keyId: 'key-1', value: 'old', header: 'x-api-key', scheme: null };

async function main() {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers['x-api-key'] === held.value ? 200 : 401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;

  const answers = [];
  const key = managedKey({ read: async () => JSON.stringify(held) });
  answers.push((await key.fetch(url)).status);
  held.value = 'new';
  answers.push((await key.fetch(url)).status);
  const wrong = managedKey({ read: async () => '{}' });
  answers.push(await wrong.current().catch((error) => error instanceof KeySecretError && error.fault));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
  server.closeAllConnections();
  server.close();
}

void main();
