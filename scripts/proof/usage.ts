import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import { LOCAL_DEPLOYMENT_FILE, localDeployment } from '../../lib/contracts/local-deployment.ts';
import { createMemoryUsageStore } from '../../test/support/memory-usage-store.ts';
import { rootClient } from '../local/environment.ts';
import { proveCounts } from './usage/counts.ts';
import { proveReports } from './usage/reports.ts';

const USAGE = `npm run proof:usage -- [--decisions 1000000] [--keys 1000] [--deployed]
--deployed feeds the table of the local deployment (npm start) in place of one in memory; take fewer decisions then`;

const { values } = parseArgs({
  options: {
    decisions: { type: 'string', default: '1000000' },
    keys: { type: 'string', default: '1000' },
    deployed: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  process.stdout.write(`${USAGE}\n`);
} else {
  const size = { decisions: Number(values.decisions), keys: Number(values.keys) };
  const results = [
    ...(await proveCounts(values.deployed ? await deployedStore() : createMemoryUsageStore(), size)),
    ...(values.deployed ? [] : await proveReports([1_000, 1_000_000])),
  ];
  for (const { holds, what } of results) process.stdout.write(`${holds ? 'holds ' : 'FAILS '} ${what}\n`);
  if (results.some(({ holds }) => !holds)) process.exitCode = 1;
}

async function deployedStore() {
  const { endpointUrl, usageTable } = localDeployment.parse(
    JSON.parse(await readFile(LOCAL_DEPLOYMENT_FILE, 'utf8')),
  );
  return createUsageStore({ client: new DynamoDBClient(rootClient(endpointUrl)), table: usageTable });
}
