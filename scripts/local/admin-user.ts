import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { rootClient } from './environment.ts';

type AccessKey = LocalDeployment['admin'];

/**
 * An access key of the user to which the deployment gave the right to administer: the known one while it is
 * valid, or else a new one. The emulator makes none from a template.
 */
export async function adminAccessKey(
  endpointUrl: string,
  userName: string,
  known: AccessKey | undefined,
): Promise<AccessKey> {
  const iam = new IAMClient(rootClient(endpointUrl));
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: userName }));
  const isKnown = AccessKeyMetadata.some(
    ({ AccessKeyId, Status }) => AccessKeyId === known?.accessKeyId && Status === 'Active',
  );
  if (known && isKnown) return known;

  // A user may have two: the newest stays, it may be that of another clone which uses the same emulator.
  for (const { AccessKeyId } of AccessKeyMetadata.slice(0, -1)) {
    await iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey)
    throw new Error('IAM made an access key without values');
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}
