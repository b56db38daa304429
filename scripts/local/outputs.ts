import { CloudFormationClient, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import * as z from 'zod';
import { rootClient } from './environment.ts';
import { Failure } from './failure.ts';

const outputsSchema = z.object({
  KeyTableName: z.string(),
  LimitsTableName: z.string(),
  UsageTableName: z.string(),
  /** Missing before the audit chain was added. */
  AuditTableName: z.string().optional(),
  ApiId: z.string(),
  SampleRestApiId: z.string(),
  /** In the format of AWS, with the stage as path. */
  SampleRestUrl: z.url(),
  SampleHttpApiId: z.string(),
  SampleGuardApiId: z.string(),
  AdminUserName: z.string(),
  /** The API that manages keys. */
  RotateKeyFunction: z.string().optional(),
  SweepKeysFunction: z.string().optional(),
  /** Only if the stage has its own console users. */
  UserPoolId: z.string().optional(),
  SignInIssuer: z.url().optional(),
  SignInScope: z.string().optional(),
  SignInClientId: z.string().optional(),
  /** In the format of AWS. */
  DashboardUrl: z.url().optional(),
});
export type Outputs = z.infer<typeof outputsSchema>;

/**
 * Returns the outputs of the deployed stacks.
 * @throws Failure with the missing outputs
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
    `Outputs missing in the deployed stacks: ${missing}. Delete the state: npm start -- --reset`,
  );
}
