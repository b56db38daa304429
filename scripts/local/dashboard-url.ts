import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { rootClient } from './environment.ts';
import type { Outputs } from './outputs.ts';

type Deployed = Pick<Outputs, 'ApiId' | 'UserPoolId' | 'SignInClientId'>;

/**
 * Allows the sign-in to redirect to the local address of the dashboard, and returns it. The deployed client has only the
 * address in the format of AWS, which not every browser resolves and whose port is that of the first start.
 */
export async function allowDashboard(
  endpointUrl: string,
  { ApiId, UserPoolId, SignInClientId: ClientId }: Deployed,
): Promise<string> {
  const url = `${endpointUrl}/_aws/execute-api/${ApiId}/dashboard`;
  const cognito = new CognitoIdentityProviderClient(rootClient(endpointUrl));
  const client = await cognito.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  const { CallbackURLs = [], LogoutURLs = [], ...described } = client.UserPoolClient ?? {};
  // The emulator returns an empty text for a setting without a value, which AWS would reject in an update.
  const settings = Object.fromEntries(Object.entries(described).filter(([, value]) => value !== ''));
  await cognito.send(
    new UpdateUserPoolClientCommand({
      // An update resets every setting that it does not name.
      ...settings,
      UserPoolId,
      ClientId,
      CallbackURLs: [...new Set([...CallbackURLs, url])],
      LogoutURLs: [...new Set([...LogoutURLs, url])],
    }),
  );
  return url;
}
