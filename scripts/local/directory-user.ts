import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { rootClient } from './environment.ts';

interface Directory {
  readonly endpointUrl: string;
  readonly userPoolId: string;
}

interface DirectoryUser {
  readonly email: string;
  readonly password: string;
}

/** Creates a user with a password and a verified address, without sending mail. Can be repeated. */
export async function addUser(
  { endpointUrl, userPoolId: UserPoolId }: Directory,
  { email: Username, password: Password }: DirectoryUser,
): Promise<void> {
  const cognito = new CognitoIdentityProviderClient(rootClient(endpointUrl));
  const UserAttributes = [
    { Name: 'email', Value: Username },
    { Name: 'email_verified', Value: 'true' },
  ];
  try {
    const MessageAction = 'SUPPRESS';
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction, UserAttributes }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }));
}
