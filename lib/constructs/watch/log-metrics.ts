import { Fn } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnMetricFilter, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { NAMESPACE } from '../../contracts/embedded-metrics.ts';
import { MINUTE } from './measure.ts';
import type { WatchedKeys } from './watched.ts';

/**
 * What of an authorizer's log is a fault: it threw something else than the one error that is a 401, it ended, or it ran
 * out of time. Lambda's own `Errors` count each thrown 401 as well, and can't be told apart.
 */
const FAULT =
  '{ ($.level = "ERROR" && $.message.errorMessage != "Unauthorized") || ' +
  '($.type = "platform.report" && ($.record.status = "timeout" || $.record.status = "failure")) }';

const SURFACES = ['/admin/', '/console/'];
const CHANGING = ['POST', 'PATCH', 'DELETE'];
/** Trying a value changes nothing. */
const CHANGE = `{ (${routesOf(CHANGING)}) && $.route != "*/verify" && $.status = "2*" }`;
const REFUSAL = `{ (${routesOf(['GET', ...CHANGING])}) && ($.status = "401" || $.status = "403") }`;

/** A wildcard stands at an end of a text alone. */
function routesOf(methods: readonly string[]): string {
  const begins = methods.flatMap((method) => SURFACES.map((surface) => `${method} ${surface}`));
  return begins.map((begin) => `$.route = "${begin}*"`).join(' || ');
}

/** Counts the faults of an authorizer by its log. */
export function authorizerFaults(scope: Construct, id: string, { functionName, logGroup }: LambdaFunction) {
  return logMetric(scope, id, { logGroup, of: functionName, name: 'AuthorizerFaults', pattern: FAULT });
}

/** Counts what admins and people changed by Postern's API. */
export function adminChanges(scope: Construct, id: string, { api, accessLog: logGroup }: WatchedKeys) {
  return logMetric(scope, id, { logGroup, of: api.apiId, name: 'AdminChanges', pattern: CHANGE });
}

/** Counts the calls of admins and people that were refused: by the gateway, so that no function hears of them. */
export function adminRefusals(scope: Construct, id: string, { api, accessLog: logGroup }: WatchedKeys) {
  return logMetric(scope, id, { logGroup, of: api.apiId, name: 'AdminRefusals', pattern: REFUSAL });
}

interface LogMetric {
  readonly logGroup: ILogGroup;
  /** What tells deployments apart: a filter knows no dimension that is not in the line. */
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
