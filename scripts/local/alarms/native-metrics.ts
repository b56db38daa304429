import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Alarm, MetricId } from '../../alarms/definition.ts';
import { type Datum, MINUTE_MS } from '../../alarms/metric-store.ts';
import { rootClient } from '../environment.ts';

/**
 * The AWS service metrics that an emulator offers: metrics of Lambda, and the attributes of queues. It has no metrics
 * of DynamoDB and API Gateway.
 */
export class NativeMetrics {
  readonly #cloudWatch: CloudWatchClient;
  readonly #sqs: SQSClient;
  readonly #functions: readonly MetricId[];
  readonly #queues: readonly MetricId[];

  constructor(endpointUrl: string, alarms: readonly Alarm[]) {
    this.#cloudWatch = new CloudWatchClient(rootClient(endpointUrl));
    this.#sqs = new SQSClient(rootClient(endpointUrl));
    const metrics = metricsOf(alarms);
    this.#functions = metrics.filter(({ namespace }) => namespace === 'AWS/Lambda');
    this.#queues = metrics.filter(
      ({ namespace, metric }) => namespace === 'AWS/SQS' && metric === 'ApproximateNumberOfMessagesVisible',
    );
  }

  /** Returns the values of the minute that ends at `endMs`; for queues, the current values. */
  async read(endMs: number): Promise<readonly Datum[]> {
    const [functions, queues] = await Promise.all([
      this.#ofFunctions(endMs),
      Promise.all(this.#queues.map((id) => this.#messagesIn(id))),
    ]);
    const values = [...functions, ...this.#queues.map((id, index) => ({ id, value: queues[index] }))];
    return values.flatMap(({ id, value }) =>
      value === undefined ? [] : [{ ...id, value, atMs: endMs - MINUTE_MS }],
    );
  }

  async #ofFunctions(endMs: number) {
    if (this.#functions.length === 0) return [];
    const { MetricDataResults = [] } = await this.#cloudWatch.send(
      new GetMetricDataCommand({
        StartTime: new Date(endMs - MINUTE_MS),
        EndTime: new Date(endMs),
        MetricDataQueries: this.#functions.map(({ namespace, metric, dimensions }, index) => ({
          Id: `m${index}`,
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: metric,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: 'Sum',
          },
        })),
      }),
    );
    return this.#functions.map((id, index) => ({
      id,
      value: MetricDataResults.find(({ Id }) => Id === `m${index}`)?.Values?.[0],
    }));
  }

  async #messagesIn({ dimensions: { QueueName } }: MetricId): Promise<number | undefined> {
    try {
      const { QueueUrl } = await this.#sqs.send(new GetQueueUrlCommand({ QueueName }));
      const name = 'ApproximateNumberOfMessages';
      const { Attributes } = await this.#sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [name] }),
      );
      return Number(Attributes?.[name]);
    } catch {
      return undefined;
    }
  }
}

/** Returns the distinct metrics that alarms use. */
function metricsOf(alarms: readonly Alarm[]): readonly MetricId[] {
  const queries = alarms.flatMap((alarm) => (alarm.kind === 'metric' ? alarm.queries : []));
  const metrics = queries.flatMap((query) => ('metric' in query ? [query.metric] : []));
  return [...new Map(metrics.map((id) => [JSON.stringify(id), id])).values()];
}
