import { parameterName } from '../../contracts/deployment-parameters.ts';
import { METRICS } from '../../contracts/metrics.ts';
import type { SmokeContext } from './context.ts';
import { type Guarantee, NotApplicableError } from './guarantee.ts';
import { expectDenied, withWrongSecret } from './keys.ts';

export const ALARM_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'alarm-metric',
    states: `Failed attempts reach the metric of the alarms (${METRICS.authenticationFailures})`,
    advice:
      'The log of the functions needs its subscription to the usage recorder: deploy the stack Access and the app of the ' +
      'protected API. Allow these credentials to call cloudwatch:GetMetricData and ssm:GetParameter.',
    check: async (context) => {
      const { account, poll, clock, startedAtMs, targets, tenant } = context;
      const usageTable = await usageTableOf(context);
      const failures = () =>
        account.metricSum({
          namespace: METRICS.namespace,
          name: METRICS.authenticationFailures,
          dimensions: { [METRICS.dimension]: usageTable },
          fromMs: startedAtMs,
          untilMs: clock(),
        });
      // A data point has the failures of a whole minute, which can begin before this run.
      const before = await failures();
      const { value } = await tenant.issue();
      await expectDenied({ targets }, withWrongSecret(value));
      await poll('The metric has no failed attempt', async () => {
        const sum = await failures();
        return sum > before ? sum : undefined;
      });
    },
  },
];

async function usageTableOf({ local, stage, account }: SmokeContext): Promise<string> {
  if (local) return local.usageTable;
  if (stage === undefined)
    throw new NotApplicableError('Metrics are found by stage: use --stage, not --api-url.');
  const table = await account.parameter(parameterName(stage, 'usage-table'));
  if (table === undefined) throw new NotApplicableError('The deployment does not track usage.');
  return table;
}
