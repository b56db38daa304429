import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createUsageStore } from '../../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { createSources } from '../../../../lib/adapters/systems-manager/usage-sources.ts';
import type { LocalDeployment } from '../../../../lib/contracts/local-deployment.ts';
import type { LogDelivery } from '../../../../lib/contracts/log-delivery.ts';
import type { DecisionLine } from '../../../../lib/contracts/read-decision-line.ts';
import { sumOf } from '../../../../lib/core/usage/fold.ts';
import type { LoggedDecision } from '../../../../lib/core/usage/logged-decision.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import type { Recorder } from './recorder.ts';

const DESCRIPTION = 'Records usage';
/** The stream delivers partial usage within one or two seconds; after this time, no more are expected. */
const QUIET_MS = 6_000;

/** Invokes `record-usage` of the local deployment as CloudWatch Logs does, with lines of a registered log group. */
export async function createDeployedRecorder({
  endpointUrl,
  usageTable,
}: LocalDeployment): Promise<Recorder> {
  const client = rootClient(endpointUrl);
  const store = createUsageStore({ client: new DynamoDBClient(client), table: usageTable });
  const lambda = new LambdaClient(client);
  const { name, owner } = await findRecorder(lambda, usageTable);
  const sources = await createSources(new SSMClient(client), usageTable).list();
  const source = sources.find(({ via }) => via === 'authorizer');
  if (!source) throw new Error(`no authorizer is registered as a source of ${usageTable}`);

  const counted: Recorder['counted'] = async (tenant, fromDay, throughDay) =>
    sumOf((await store.readCounts({ tenant }, fromDay, throughDay)).map(({ counts }) => counts));
  return {
    watch: (usage) => store.createUsage(usage),
    record: async (decisions) => {
      const delivery = deliveryOf(decisions, { owner, logGroup: source.logGroup });
      const Payload = JSON.stringify({ awslogs: { data: gzipSync(delivery).toString('base64') } });
      const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: name, Payload }));
      if (FunctionError !== undefined) throw new Error(`${name} failed: ${FunctionError}`);
    },
    endWindow: async () => {},
    counted: async (tenant, fromDay, throughDay) => {
      const look = async () => JSON.stringify(await counted(tenant, fromDay, throughDay));
      for (let before = ''; before !== (await look()); ) {
        before = await look();
        await setTimeout(QUIET_MS);
      }
      return counted(tenant, fromDay, throughDay);
    },
    writes: undefined,
  };
}

async function findRecorder(lambda: LambdaClient, usageTable: string) {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    for (const { Description, FunctionName: name, FunctionArn = '', Environment } of Functions) {
      const isIt = Description === DESCRIPTION && Environment?.Variables?.POSTERN_USAGE_TABLE === usageTable;
      if (isIt && name !== undefined) return { name, owner: FunctionArn.split(':')[4] ?? '' };
    }
  }
  throw new Error(`no function records into ${usageTable}; run: npm start`);
}

function deliveryOf(
  decisions: readonly LoggedDecision[],
  place: { readonly owner: string; readonly logGroup: string },
): string {
  const logEvents = decisions.map(({ id: requestId, atMs, ...decided }) => {
    const line: DecisionLine = { postern: 'decision', ...decided, requestId, ms: 1 };
    return { timestamp: atMs, message: `${JSON.stringify(line)}\n` };
  });
  return JSON.stringify({
    messageType: 'DATA_MESSAGE',
    logStream: 'proof',
    ...place,
    logEvents,
  } satisfies LogDelivery);
}
