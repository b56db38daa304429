import { PolicyStatement, type User } from 'aws-cdk-lib/aws-iam';
import { secretPrefix } from '../contracts/stacks.ts';
import { secretArns } from './rotation/secrets.ts';

/** Allows a user to run `postern smoke` as docs/policies/smoke.json does, in addition to the admin API. */
export function grantSmoke(user: User, stage: string): void {
  user.addToPolicy(
    new PolicyStatement({
      actions: ['secretsmanager:DeleteSecret'],
      resources: [secretArns(user, secretPrefix(stage))],
      conditions: { StringEquals: { 'aws:ResourceTag/postern:tenant': 'smoke' } },
    }),
  );
  user.addToPolicy(new PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }));
}
