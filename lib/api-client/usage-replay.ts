import { gzipSync } from 'node:zlib';
import type { CloudWatchLogsClient, FilteredLogEvent } from '@aws-sdk/client-cloudwatch-logs';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { parameterName } from '../contracts/deployment-parameters.ts';
import { DECISION_FILTER, type LogDelivery } from '../contracts/log-delivery.ts';
import { type RecordedLines, recordedLines } from '../contracts/usage-replay.ts';
import { sourcesPath, usageSource } from '../contracts/usage-sources.ts';
import { type AccountScope, type AwsAccount, openAwsAccount } from './aws-account.ts';

/** The lines of a log stream in a page of a log group. */
export type StreamLines = Pick<LogDelivery, 'logStream' | 'logEvents'>;

/** A replay of the decision lines of a stage. All methods throw the errors of the SDK. */
export interface UsageReplay {
  /** The registered log groups. */
  logGroups(): Promise<readonly string[]>;
  /** The decision lines of a log group in a range of time, oldest first. Nothing if the log group does not exist. */
  lines(
    logGroup: string,
    range: { readonly fromMs: number; readonly untilMs: number },
  ): AsyncIterable<StreamLines>;
  /**
   * Records lines as a delivery of CloudWatch Logs would.
   *
   * @throws RecorderError if the function failed; the same lines can be sent again
   */
  record(logGroup: string, lines: StreamLines): Promise<RecordedLines>;
}

/** The function that records usage failed. Its log states why. */
export class RecorderError extends Error {}

/** @returns undefined if the stage records no usage */
export type OpenUsageReplay = (
  scope: AccountScope & { readonly stage: string },
) => Promise<UsageReplay | undefined>;

/** A function call takes up to a minute. */
const BOUNDS = { maxAttempts: 5, requestHandler: { connectionTimeout: 5_000, requestTimeout: 70_000 } };

/** Opens a replay with the credentials of the operator. SDK clients are loaded on first use. */
export const openUsageReplay: OpenUsageReplay = async ({ stage, ...scope }) => {
  const account = openAwsAccount(scope);
  const [usageTable, recorderArn] = await Promise.all([
    account.parameter(parameterName(stage, 'usage-table')),
    account.parameter(parameterName(stage, 'usage-recorder')),
  ]);
  if (usageTable === undefined || recorderArn === undefined) return undefined;
  const [{ CloudWatchLogsClient }, { LambdaClient }] = await Promise.all([
    import('@aws-sdk/client-cloudwatch-logs'),
    import('@aws-sdk/client-lambda'),
  ]);
  const logs = new CloudWatchLogsClient({ ...scope, ...BOUNDS });
  const lambda = new LambdaClient({ ...scope, ...BOUNDS });
  return {
    logGroups: () => readLogGroups(account, usageTable),
    lines: (logGroup, range) => readLines(logs, logGroup, range),
    record: (logGroup, lines) => record(lambda, recorderArn, { logGroup, ...lines }),
  };
};

async function readLogGroups(account: AwsAccount, usageTable: string): Promise<readonly string[]> {
  const sources = await account.parametersBelow(sourcesPath(usageTable));
  const logGroups = [...sources.values()].map((source) => usageSource.parse(JSON.parse(source)).logGroup);
  return [...new Set(logGroups)].sort();
}

async function* readLines(
  client: CloudWatchLogsClient,
  logGroupName: string,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): AsyncGenerator<StreamLines> {
  const { paginateFilterLogEvents, ResourceNotFoundException } = await import(
    '@aws-sdk/client-cloudwatch-logs'
  );
  // The end of the request is inclusive.
  const range = { startTime: fromMs, endTime: untilMs - 1 };
  const pages = paginateFilterLogEvents(
    { client },
    { logGroupName, filterPattern: DECISION_FILTER, ...range },
  );
  try {
    for await (const { events = [] } of pages) yield* streamsOf(events);
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

function streamsOf(events: readonly FilteredLogEvent[]): readonly StreamLines[] {
  const streams = Map.groupBy(events, ({ logStreamName }) => logStreamName ?? '');
  return [...streams].map(([logStream, ofStream]) => ({
    logStream,
    logEvents: ofStream.flatMap(({ timestamp, message }) =>
      timestamp === undefined || message === undefined ? [] : [{ timestamp, message }],
    ),
  }));
}

async function record(
  client: LambdaClient,
  recorderArn: string,
  lines: Pick<LogDelivery, 'logGroup' | 'logStream' | 'logEvents'>,
): Promise<RecordedLines> {
  const { InvokeCommand } = await import('@aws-sdk/client-lambda');
  const delivery: LogDelivery = { messageType: 'DATA_MESSAGE', owner: accountOf(recorderArn), ...lines };
  const data = gzipSync(JSON.stringify(delivery)).toString('base64');
  const command = new InvokeCommand({
    FunctionName: recorderArn,
    Payload: JSON.stringify({ awslogs: { data } }),
  });
  const { FunctionError, Payload } = await client.send(command);
  const text = Payload === undefined ? '' : Buffer.from(Payload).toString();
  if (FunctionError !== undefined) throw new RecorderError(errorTypeOf(text) ?? FunctionError);
  return recordedLines.parse(JSON.parse(text));
}

/** Only the type, because a message can contain data. */
function errorTypeOf(text: string): string | undefined {
  return /"errorType":"([\w.]+)"/.exec(text)?.[1];
}

/** `arn:aws:lambda:eu-central-1:111122223333:function:…` */
function accountOf(functionArn: string): string {
  return functionArn.split(':')[4] ?? '';
}
