import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { rootClient } from './environment.ts';
import { Failure } from './failure.ts';

const outputsSchema = z.object({
  KeyTableName: z.string(),
  UsageTableName: z.string(),
  /** Since the chain is there. */
  AuditTableName: z.string().optional(),
  ApiId: z.string(),
  SampleRestApiId: z.string(),
  /** As AWS would name it: with the stage at its end. */
  SampleRestUrl: z.url(),
  SampleHttpApiId: z.string(),
  SampleGuardApiId: z.string(),
  AdminUserName: z.string(),
  /** Where keys are managed. */
  RotateKeyFunction: z.string().optional(),
  SweepKeysFunction: z.string().optional(),
  /** Where the stage has people of its own. */
  UserPoolId: z.string().optional(),
  SignInIssuer: z.url().optional(),
  SignInScope: z.string().optional(),
  SignInClientId: z.string().optional(),
});
export type Outputs = z.infer<typeof outputsSchema>;

/**
 * What the deployed stacks of a stage say of themselves.
 * @throws Failure that names the outputs that are missing
 */
export async function readOutputs(endpointUrl: string, stage = 'local'): Promise<Outputs> {
  const client = new CloudFormationClient(rootClient(endpointUrl));
  const outputs: Record<string, string | undefined> = {};
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName, Outputs = [] } of Stacks) {
      if (!StackName?.startsWith(`Postern-${stage}-`)) continue;
      for (const { OutputKey, OutputValue } of Outputs) if (OutputKey) outputs[OutputKey] = OutputValue;
    }
  }
  const parsed = outputsSchema.safeParse(outputs);
  if (parsed.success) return parsed.data;
  const missing = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Failure(
    `the deployed stacks have no output ${missing}; throw the state away: npm start -- --reset`,
  );
}
