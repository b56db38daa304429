import {
  DescribeSecretCommand,
  type DescribeSecretCommandOutput,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  LABELS,
  type SecretSettings,
  type SecretStore,
  SecretStoreError,
  type VersionLabels,
} from '../../core/rotation/secret-store.ts';
import { failureOf, moveRejection, undefinedIfMissing } from './errors.ts';

/** The tag with the state of a secret's key, one of `SECRET_STATES`. */
export const STATE_TAG = 'postern:state';
export const KEY_TAG = 'postern:key';
export const TENANT_TAG = 'postern:tenant';

/** Returns the client of a Region, because replicas are read in their own Region. Creates each client once. */
export type ClientOf = (region: string) => SecretsManagerClient;

/**
 * The secrets in Secrets Manager. Each call costs one request (0.05 USD per 10,000); `describe` costs one more for each
 * replica.
 *
 * @param rotationFunctionArn the function of this deployment, which Secrets Manager invokes if it has the schedule
 */
export function createSecretStore(clientOf: ClientOf, rotationFunctionArn: string): SecretStore {
  const clientFor = (secretArn: string) => clientOf(regionOf(secretArn));
  const describeIn = (secretArn: string) =>
    clientFor(secretArn)
      .send(new DescribeSecretCommand({ SecretId: secretArn }))
      .catch(failureOf);

  return {
    describe: async (secretArn) => {
      const found = await describeIn(secretArn);
      const { VersionIdsToStages, ReplicationStatus = [], DeletedDate } = found;
      if (DeletedDate) throw new SecretStoreError('secret-deleted');
      const regions = ReplicationStatus.flatMap(({ Region }) => Region ?? []);
      const replicas = await Promise.all(
        regions.map((region) => replicaLabels(describeIn, inRegion(secretArn, region))),
      );
      return {
        labels: labelsOf(VersionIdsToStages),
        replicas,
        settings: settingsOf(found, rotationFunctionArn),
      };
    },

    readVersion: async (secretArn, versionId) => {
      const command = new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId });
      const answer = await clientFor(secretArn).send(command).catch(undefinedIfMissing);
      return answer?.SecretString;
    },

    putVersion: async (secretArn, { versionId, text, label }) => {
      const command = new PutSecretValueCommand({
        SecretId: secretArn,
        ClientRequestToken: versionId,
        SecretString: text,
        VersionStages: [label],
      });
      await clientFor(secretArn).send(command).catch(failureOf);
    },

    moveLabel: async (secretArn, { label, from, to }) => {
      const command = new UpdateSecretVersionStageCommand({
        SecretId: secretArn,
        VersionStage: label,
        RemoveFromVersionId: from,
        MoveToVersionId: to,
      });
      await clientFor(secretArn).send(command).catch(moveRejection);
    },

    removeLabel: async (secretArn, { label, from }) => {
      const command = new UpdateSecretVersionStageCommand({
        SecretId: secretArn,
        VersionStage: label,
        RemoveFromVersionId: from,
      });
      await clientFor(secretArn).send(command).catch(moveRejection);
    },

    tagState: async (secretArn, stateTag) => {
      const command = new TagResourceCommand({
        SecretId: secretArn,
        Tags: [{ Key: STATE_TAG, Value: stateTag }],
      });
      await clientFor(secretArn).send(command).catch(failureOf);
    },
  };
}

function settingsOf(found: DescribeSecretCommandOutput, rotationFunctionArn: string): SecretSettings {
  const tag = (name: string) => found.Tags?.find(({ Key }) => Key === name)?.Value;
  const isOwn = found.RotationLambdaARN === rotationFunctionArn;
  const everyDays = isOwn ? found.RotationRules?.AutomaticallyAfterDays : undefined;
  return {
    everyDays: found.RotationEnabled ? everyDays : null,
    tags: { keyId: tag(KEY_TAG), tenant: tag(TENANT_TAG), stateTag: tag(STATE_TAG) },
  };
}

/** A replica that does not exist yet has no labels, so it counts as behind. */
async function replicaLabels(
  describeIn: (arn: string) => Promise<{ VersionIdsToStages?: Record<string, string[]> | undefined }>,
  arn: string,
): Promise<VersionLabels> {
  try {
    return labelsOf((await describeIn(arn)).VersionIdsToStages);
  } catch (error) {
    if (error instanceof SecretStoreError && error.fault === 'secret-not-found') return {};
    throw error;
  }
}

/** Ignores custom labels. */
function labelsOf(stages: Record<string, string[]> = {}): VersionLabels {
  const entries = Object.entries(stages).map(([versionId, labels]) => {
    const known = LABELS.filter((label) => labels.includes(label));
    return [versionId, known] as const;
  });
  return Object.fromEntries(entries.filter(([, labels]) => labels.length > 0));
}

/** `arn:<partition>:secretsmanager:<region>:<account>:secret:<name>` */
function regionOf(secretArn: string): string {
  return secretArn.split(':')[3] ?? '';
}

function inRegion(secretArn: string, region: string): string {
  return secretArn
    .split(':')
    .map((part, index) => (index === 3 ? region : part))
    .join(':');
}
