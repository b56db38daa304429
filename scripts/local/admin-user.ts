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
 * Returns an access key of the deployment's admin user: the known key if it is valid, otherwise a new one. The emulator
 * does not create access keys from templates.
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

  // A user can have two access keys. Keeps the newest one, which another clone on the same emulator may use.
  for (const { AccessKeyId } of AccessKeyMetadata.slice(0, -1)) {
    await iam.send(new DeleteAccessKeyCommand({ UserName: userName, AccessKeyId }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  if (!AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey)
    throw new Error('IAM returned an access key without its values');
  return { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
}
