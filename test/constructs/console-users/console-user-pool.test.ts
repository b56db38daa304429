import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  ConsoleUserPool,
  type ConsoleUserPoolProps,
} from '../../../lib/constructs/console-users/console-user-pool.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';
const RETAINED = ['AWS::Cognito::UserPool', 'AWS::Cognito::UserPoolResourceServer'];

/** A directory in one stack, and an app that signs its people in in another. */
function twoStacks(props?: ConsoleUserPoolProps) {
  const app = temporaryApp();
  const data = new Stack(app, 'Data');
  const directory = new ConsoleUserPool(data, 'ConsoleUsers', props);
  const access = new Stack(app, 'Access');
  directory.addApp(access, 'App', {
    callbackUrls: ['https://keys.example.com/callback'],
    logoutUrls: ['https://keys.example.com'],
  });
  return { data: Template.fromStack(data), access: Template.fromStack(access) };
}

describe('the console user pool', () => {
  it('is rejected in China, where Cognito has no user pools, with the settings that work there', () => {
    const china = new Stack(temporaryApp(), 'Data', { env: { region: 'cn-north-1' } });
    expect(() => new ConsoleUserPool(china, 'ConsoleUsers')).toThrow(
      /Data\/ConsoleUsers is in cn-north-1.*OpenID provider.*consoleUsers: 'none'/,
    );
    const other = new Stack(temporaryApp(), 'Data', { env: { region: 'us-gov-west-1' } });
    expect(new ConsoleUserPool(other, 'ConsoleUsers').signInHost).toContain('.auth.us-gov-west-1.');
  });

  it('does not allow self-registration (MB-09)', () => {
    twoStacks().data.hasResourceProperties(POOL, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('identifies users by verified email addresses, and changes an address after its verification', () => {
    twoStacks().data.hasResourceProperties(POOL, {
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
  });

  it('requires strong passwords and offers TOTP as the second factor', () => {
    twoStacks().data.hasResourceProperties(POOL, {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
  });

  it.each(RETAINED)('is retained by default: %s', (type) => {
    twoStacks().data.hasResource(type, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('deletes the sign-in page with the stack, because its name could otherwise not be used again', () => {
    twoStacks().data.hasResource('AWS::Cognito::UserPoolDomain', { DeletionPolicy: 'Delete' });
  });

  it('has deletion protection by default', () => {
    twoStacks().data.hasResourceProperties(POOL, { DeletionProtection: 'ACTIVE' });
  });

  it('can be created without retention', () => {
    const { data } = twoStacks({ deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY });
    for (const type of RETAINED) data.hasResource(type, { DeletionPolicy: 'Delete' });
    data.hasResourceProperties(POOL, { DeletionProtection: 'INACTIVE' });
  });

  it('always exports its ID, so that the last app client can be removed', () => {
    const alone = new Stack(temporaryApp(), 'Data');
    new ConsoleUserPool(alone, 'ConsoleUsers');
    const unused = Object.values(Template.fromStack(alone).findOutputs('*'));
    expect(Object.values(twoStacks().data.findOutputs('*'))).toEqual(unused);
    expect(unused).toHaveLength(1);
  });
});

describe('an app client', () => {
  it('has no secret, and supports only the authorization code grant', () => {
    twoStacks().access.hasResourceProperties(CLIENT, {
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'postern/console'],
      CallbackURLs: ['https://keys.example.com/callback'],
      LogoutURLs: ['https://keys.example.com'],
      SupportedIdentityProviders: ['COGNITO'],
      // No flow that takes a password anywhere but on the sign-in page, or that opens the user's own account.
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    });
  });

  it('does not reveal user existence, and gets revocable tokens with a validity of one hour', () => {
    twoStacks().access.hasResourceProperties(CLIENT, {
      PreventUserExistenceErrors: 'ENABLED',
      AccessTokenValidity: 60,
      IdTokenValidity: 60,
      TokenValidityUnits: Match.objectLike({ AccessToken: 'minutes', IdToken: 'minutes' }),
      EnableTokenRevocation: true,
    });
  });
});
