import { Fn } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../contracts/embedded-metrics.ts';
import { MINUTE } from './metrics.ts';
import type { MonitoredKeys } from './monitored-resources.ts';

/**
 * Faults in the log of an authorizer: it threw an error other than the one that causes a 401, it exited, or it timed
 * out. Lambda's own `Errors` cannot be used, because they count each thrown 401 as well.
 */
const FAULT =
  '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || ' +
  '($.type = "platform.report" && ($.record.status = "timeout" || $.record.status = "failure")) }';

const SURFACES = ['/admin/', '/console/'];
const CHANGING = ['POST', 'PATCH', 'DELETE'];
/** `verify` changes nothing. */
const CHANGE = `{ (${routesOf(CHANGING)}) && $.route != "*/verify" && $.status = "2*" }`;
const DENIAL = `{ (${routesOf(['GET', ...CHANGING])}) && ($.status = "401" || $.status = "403") }`;

/** Filter patterns allow a wildcard only at the start or the end of a text. */
function routesOf(methods: readonly string[]): string {
  const begins = methods.flatMap((method) => SURFACES.map((surface) => `${method} ${surface}`));
  return begins.map((begin) => `$.route = "${begin}*"`).join(' || ');
}

/** Counts the faults of an authorizer in its log. */
export function authorizerFaults(scope: Construct, id: string, { functionName, logGroup }: LambdaFunction) {
  return logMetric(scope, id, { logGroup, of: functionName, name: 'AuthorizerFaults', pattern: FAULT });
}

/** Counts the changes through the admin API and the console. */
export function adminChanges(scope: Construct, id: string, { api, accessLog: logGroup }: MonitoredKeys) {
  return logMetric(scope, id, { logGroup, of: api.apiId, name: 'AdminChanges', pattern: CHANGE });
}

/** Counts the denied calls of the admin API and the console. API Gateway denies them before a function runs. */
export function deniedAdminCalls(scope: Construct, id: string, { api, accessLog: logGroup }: MonitoredKeys) {
  return logMetric(scope, id, { logGroup, of: api.apiId, name: 'AdminAccessDenied', pattern: DENIAL });
}

interface LogMetric {
  readonly logGroup: ILogGroup;
  /** Identifies the deployment, because a filter can use only dimensions of the line. */
  readonly of: string;
  readonly name: string;
  readonly pattern: string;
}

function logMetric(scope: Construct, id: string, { logGroup, of, name, pattern }: LogMetric): Metric {
  const namespace = Fn.join('/', [NAMESPACE, of]);
  new CfnMetricFilter(new Construct(scope, id), 'Filter', {
    logGroupName: logGroup.logGroupName,
    filterPattern: pattern,
    metricTransformations: [
      { metricNamespace: namespace, metricName: name, metricValue: '1', unit: 'Count' },
    ],
  });
  return new Metric({ namespace, metricName: name, statistic: Stats.SUM, period: MINUTE });
}
