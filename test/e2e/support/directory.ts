import {
  CognitoIdentityProviderClient,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import { addUser } from '../../../scripts/local/directory-user.ts';
import { rootClient } from '../../../scripts/local/environment.ts';
import { readOutputs } from '../../../scripts/local/outputs.ts';
import { signInTo } from './console.ts';

const { endpointUrl } = inject('deployment');
const cognito = new CognitoIdentityProviderClient(rootClient(endpointUrl));

/** The user pool of the shared deployment. */
export async function deployedPool(): Promise<string> {
  const { UserPoolId } = await readOutputs(endpointUrl);
  if (!UserPoolId) throw new Error('The local stage has no user pool');
  return UserPoolId;
}

/** Creates another user pool with the same scope. */
export async function anotherPool(): Promise<string> {
  const { UserPool } = await cognito.send(
    new CreateUserPoolCommand({ PoolName: 'another', UsernameAttributes: ['email'] }),
  );
  const UserPoolId = UserPool?.Id ?? '';
  const [Identifier = '', ScopeName = ''] = signInTo.scope.split('/');
  const Scopes = [{ ScopeName, ScopeDescription: 'the same' }];
  await cognito.send(new CreateResourceServerCommand({ UserPoolId, Identifier, Name: Identifier, Scopes }));
  return UserPoolId;
}

/** Creates another app client with the same scope in a pool, and returns its ID. */
export async function anotherApp(UserPoolId: string): Promise<string> {
  const { UserPoolClient } = await cognito.send(
    new CreateUserPoolClientCommand({
      UserPoolId,
      ClientName: 'another',
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ['openid', 'email', signInTo.scope],
      CallbackURLs: [signInTo.callbackUrl],
    }),
  );
  return UserPoolClient?.ClientId ?? '';
}

/** Creates a user of a pool who can sign in. */
export async function newUser(userPoolId: string) {
  const user = { email: `${crypto.randomUUID()}@example.com`, password: `${crypto.randomUUID()}-aA1` };
  await addUser({ endpointUrl, userPoolId }, user);
  return user;
}
