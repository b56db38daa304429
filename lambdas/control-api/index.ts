import { randomBytes } from 'node:crypto';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createStoreClient } from '../../lib/adapters/dynamodb/client.ts';
import { createPause } from '../../lib/adapters/dynamodb/pause.ts';
import { createStore } from '../../lib/adapters/dynamodb/store.ts';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { discoveryUrlOf } from '../../lib/adapters/oidc/discovery-url.ts';
import { createUserInfo } from '../../lib/adapters/oidc/user-info.ts';
import { createSources } from '../../lib/adapters/systems-manager/usage-sources.ts';
import { readControlApiEnvironment } from '../../lib/contracts/environment/control-api.ts';
import { readUsageTable } from '../../lib/contracts/environment/usage.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { createHandler } from './handler.ts';

const { keyTable, profile, plans, people } = readControlApiEnvironment(process.env);
const usageTable = readUsageTable(process.env);
const client = createStoreClient();
const pause = createPause(Math.random);

export const handler = createHandler({
  store: createStore({ client, table: keyTable, usageTable, pause }),
  usage: usageTable === undefined ? undefined : usageIn(usageTable),
  metrics: { keyTable, write: (line) => process.stdout.write(line) },
  profile,
  codecs: codecsOf(profile),
  plans,
  clock: Date.now,
  random: (count) => randomBytes(count),
  pause,
  log: (line) => process.stdout.write(line),
  people: people && {
    ...people,
    askForEmail: createUserInfo({
      discoveryUrl: discoveryUrlOf(people.issuer, process.env.AWS_ENDPOINT_URL),
      fetch,
    }),
  },
});

function usageIn(table: string) {
  return {
    store: createUsageStore({ client, table }),
    sources: createSources(new SSMClient(), table),
  };
}
