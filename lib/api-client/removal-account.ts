import type {
  CloudFormationClient,
  StackResourceSummary,
  StackSummary,
} from '@aws-sdk/client-cloudformation';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parameterName } from '../contracts/deployment-parameters.ts';
import { STACKS, secretPrefix, stackName } from '../contracts/stacks.ts';
import { type AccountScope, openAwsAccount } from './aws-account.ts';
import { CredentialsError } from './errors.ts';

/** A resource of a stack. After a deletion of the stack, it can still exist or wait for its deletion. */
export interface StackResource {
  readonly type: string;
  /** The name, ARN or ID in AWS. */
  readonly id: string;
  /** Whether a deletion of the stack retains it, or has retained it. */
  readonly isRetained: boolean;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A stack of the stage that exists, or was deleted in the last 90 days. */
export interface RemovableStack {
  readonly name: string;
  /** Undefined if it exists. */
  readonly deletedAtMs: number | undefined;
  readonly resources: readonly StackResource[];
}

/** A secret of a managed key that is not scheduled for deletion. */
export interface RemovableSecret {
  readonly arn: string;
  readonly name: string;
  /** The Regions of its replicas. */
  readonly replicas: readonly string[];
}

/** What the removal of a stage reads and deletes. All methods throw the errors of the SDK. */
export interface RemovalAccount {
  /** @throws CredentialsError if there are no credentials */
  stacks(): Promise<readonly RemovableStack[]>;
  /** Whether a deployment publishes its address under the name of the stage. */
  isPublished(): Promise<boolean>;
  secrets(): Promise<readonly RemovableSecret[]>;
  /** The Regions in which a secret still has replicas. */
  replicasOf(secretArn: string): Promise<readonly string[]>;
  removeReplicas(secretArn: string, regions: readonly string[]): Promise<void>;
  /** Schedules the deletion of a secret without replicas. */
  deleteSecret(secretArn: string, recoveryDays: number): Promise<void>;
}

export type OpenRemoval = (scope: AccountScope & { readonly stage: string }) => Promise<RemovalAccount>;

const BOUNDS = { maxAttempts: 5, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      DeletionPolicy: z.string().default('Delete'),
      Properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** Opens an account. SDK clients are loaded on first use. */
export const openRemoval: OpenRemoval = async ({ stage, ...scope }) => ({
  async stacks() {
    const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
    return readStacks(new CloudFormationClient({ ...scope, ...BOUNDS }), stage).catch(asCredentialsError);
  },
  async isPublished() {
    return (await openAwsAccount(scope).parameter(parameterName(stage, 'api-url'))) !== undefined;
  },
  async secrets() {
    const { paginateListSecrets } = await import('@aws-sdk/client-secrets-manager');
    const client = await secretsManager(scope);
    const prefix = secretPrefix(stage);
    const found: RemovableSecret[] = [];
    const filters = { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
    for await (const { SecretList = [] } of paginateListSecrets({ client }, filters)) {
      for (const { ARN: arn = '', Name: name = '', PrimaryRegion, DeletedDate } of SecretList) {
        // The filter ignores case, and lists replicas of other Regions.
        if (!name.startsWith(prefix) || DeletedDate || isReplica(PrimaryRegion, scope.region)) continue;
        found.push({ arn, name, replicas: await replicasOf(client, arn) });
      }
    }
    return found;
  },
  async replicasOf(secretArn) {
    return replicasOf(await secretsManager(scope), secretArn);
  },
  async removeReplicas(SecretId, regions) {
    const { RemoveRegionsFromReplicationCommand } = await import('@aws-sdk/client-secrets-manager');
    const command = new RemoveRegionsFromReplicationCommand({ SecretId, RemoveReplicaRegions: [...regions] });
    await (await secretsManager(scope)).send(command);
  },
  async deleteSecret(SecretId, RecoveryWindowInDays) {
    const { DeleteSecretCommand } = await import('@aws-sdk/client-secrets-manager');
    await (await secretsManager(scope)).send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays }));
  },
});

function isReplica(primaryRegion: string | undefined, region: string): boolean {
  return primaryRegion !== undefined && primaryRegion !== region;
}

async function secretsManager(scope: AccountScope): Promise<SecretsManagerClient> {
  const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  return new SecretsManagerClient({ ...scope, ...BOUNDS });
}

async function replicasOf(client: SecretsManagerClient, SecretId: string): Promise<readonly string[]> {
  const { DescribeSecretCommand } = await import('@aws-sdk/client-secrets-manager');
  const { ReplicationStatus = [] } = await client.send(new DescribeSecretCommand({ SecretId }));
  return ReplicationStatus.flatMap(({ Region }) => Region ?? []);
}

async function readStacks(client: CloudFormationClient, stage: string): Promise<readonly RemovableStack[]> {
  const names = STACKS.map((stack) => stackName(stage, stack));
  const newest = new Map<string, StackSummary>();
  const { paginateListStacks } = await import('@aws-sdk/client-cloudformation');
  for await (const { StackSummaries = [] } of paginateListStacks({ client }, {})) {
    for (const stack of StackSummaries) {
      const { StackName: name = '' } = stack;
      if (names.includes(name) && createdMs(stack) > createdMs(newest.get(name))) newest.set(name, stack);
    }
  }
  const found = [...newest.values()].toSorted(
    (one, other) => names.indexOf(one.StackName ?? '') - names.indexOf(other.StackName ?? ''),
  );
  return Promise.all(found.map((stack) => readStack(client, stack)));
}

/** An existing stack was created after each deleted stack of its name. */
function createdMs(stack: StackSummary | undefined): number {
  return stack?.CreationTime?.getTime() ?? 0;
}

/** Emulators return no deletion time. */
function deletedAtMs({ StackStatus, DeletionTime, CreationTime }: StackSummary): number | undefined {
  if (StackStatus !== 'DELETE_COMPLETE') return undefined;
  return (DeletionTime ?? CreationTime)?.getTime() ?? 0;
}

/** A deleted stack is known only by its ID. */
async function readStack(client: CloudFormationClient, summary: StackSummary): Promise<RemovableStack> {
  const { StackId, StackName: name = '' } = summary;
  const { GetTemplateCommand, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const { TemplateBody = '' } = await client.send(
    new GetTemplateCommand({ StackName: StackId, TemplateStage: 'Original' }),
  );
  const { Resources } = template.parse(JSON.parse(TemplateBody));
  const summaries: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: StackId }))
    summaries.push(...(page.StackResourceSummaries ?? []));
  const resources = summaries.flatMap((each): StackResource[] => {
    const { LogicalResourceId = '', PhysicalResourceId: id, ResourceType: type = '' } = each;
    const definition = Resources[LogicalResourceId];
    if (id === undefined || definition === undefined) return [];
    // The policy RetainExceptOnCreate deletes a resource whose creation is rolled back.
    const isRetained =
      definition.DeletionPolicy.startsWith('Retain') && each.ResourceStatus !== 'DELETE_COMPLETE';
    return [{ type, id, isRetained, properties: definition.Properties }];
  });
  return { name, deletedAtMs: deletedAtMs(summary), resources };
}

function asCredentialsError(error: unknown): never {
  if (error instanceof Error && error.name === 'CredentialsProviderError') throw new CredentialsError(error);
  throw error;
}
