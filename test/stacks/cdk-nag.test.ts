import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, it } from 'vitest';
import { STAGE_NAMES } from '../../lib/stages/stage.ts';
import { stageApp } from '../support/stage-templates.ts';

/**
 * A path parameter of a route is a wildcard in IAM. The IDs of these findings contain names that are known only in the
 * rendered template, so the sample stack cannot acknowledge them.
 */
const ADMIN_ROUTES =
  /^AwsSolutions-IAM5\[Resource::arn:.*:execute-api:.*\/admin\/v1\/.*\] Postern-local-Sample\/Admin\//;

/** Each link and each event is a separate object, whose name is known only when it is written. Its finding has the same kind of ID. */
const ARCHIVED_LINKS =
  /^AwsSolutions-IAM5\[Resource::.*AuditStoreArchive.*\/(?:links|events)\/\*\] Postern-prod-Access\//;

/** IAM cannot limit `dynamodb:ListStreams`, and the event source mappings of the streams need it. */
const LIST_STREAMS =
  /^AwsSolutions-IAM5\[Resource::\*\] .*\/(AuditChain\/Append|UsageCounter|LimitEvents)Role\//;

/** Secrets are created at run time, and `cloudwatch:GetMetricData` cannot be limited to a metric. */
const SMOKE =
  /^AwsSolutions-IAM5\[Resource::(\*|arn:.*:secretsmanager:.*:secret:postern\/local\/\*)\] Postern-local-Sample\/Admin\//;

/** IAM cannot limit `cloudwatch:DescribeAlarms` to a name prefix. */
const ALARMS = /^AwsSolutions-IAM5\[Resource::\*\] .*\/ControlApiRole\//;

it.each(STAGE_NAMES)(
  'AWS Solutions (cdk-nag) has no finding in %s without a suppression at its resource',
  (stage) => {
    const app = stageApp(stage);
    app.synth();
    const { violations } = new AwsSolutionsChecks().validateScope(app);
    const findings = violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`),
    );
    const excused = [ADMIN_ROUTES, ARCHIVED_LINKS, LIST_STREAMS, SMOKE, ALARMS];
    expect(findings.filter((finding) => !excused.some((each) => each.test(finding)))).toEqual([]);
  },
);
