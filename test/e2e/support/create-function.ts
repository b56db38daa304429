import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { rootClient } from '../../../scripts/local/environment.ts';
import { zipOf } from './zip-of.ts';

/** Creates a function from the source of an ES module that exports `handler`. Its role has no permissions. */
export async function createFunction(endpointUrl: string, name: string, code: string): Promise<void> {
  const client = rootClient(endpointUrl);
  const trust = { Version: '2012-10-17', Statement: [] };
  const { Role } = await new IAMClient(client).send(
    new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await new LambdaClient(client).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Role: Role?.Arn,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: zipOf('index.mjs', Buffer.from(code)) },
    }),
  );
}
