import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  ConsoleUserPool,
  type ConsoleUserPoolProps,
} from '../../../lib/constructs/console-users/console-user-pool.ts';
import { throwAwayApp } from '../../support/temporary-app.ts';

const POOL = 'AWS::Cognito::UserPool';
const CLIENT = 'AWS::Cognito::UserPoolClient';
const HELD = [
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
];

/** A directory in one stack, and an app that signs its people in in another. */
function twoStacks(props?: ConsoleUserPoolProps) {
  const app = throwAwayApp();
  const data = new Stack(app, 'Data');
  const directory = new ConsoleUserPool(data, 'People', props);
  const access = new Stack(app, 'Access');
  directory.addApp(access, 'App', ['https://keys.example.com/callback']);
  return { data: Template.fromStack(data), access: Template.fromStack(access) };
}

describe('the directory of people', () => {
  it('lets nobody sign up: an administrator adds who was invited (MB-09)', () => {
    twoStacks().data.hasResourceProperties(POOL, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });

  it('knows people by verified addresses, and changes one only once the new one is verified', () => {
    twoStacks().data.hasResourceProperties(POOL, {
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    });
  });

  it('asks for long passwords of all kinds of characters, and offers a second factor that is no text message', () => {
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

  it.each(HELD)('is retained unless told otherwise: %s', (type) => {
    twoStacks().data.hasResource(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('can not be deleted unless told otherwise', () => {
    twoStacks().data.hasResourceProperties(POOL, { DeletionProtection: 'ACTIVE' });
  });

  it('can be made to throw away', () => {
    const { data } = twoStacks({ deletionProtection: false, removalPolicy: RemovalPolicy.DESTROY });
    for (const type of HELD) data.hasResource(type, { DeletionPolicy: 'Delete' });
    data.hasResourceProperties(POOL, { DeletionProtection: 'INACTIVE' });
  });

  it('exports what an app needs before there is one, so that the last app can leave', () => {
    const alone = new Stack(throwAwayApp(), 'Data');
    new ConsoleUserPool(alone, 'People');
    const unused = Object.values(Template.fromStack(alone).findOutputs('*'));
    expect(Object.values(twoStacks().data.findOutputs('*'))).toEqual(unused);
    expect(unused).toHaveLength(1);
  });
});

describe('an app that signs people in', () => {
  it('has no secret, and gets tokens by the authorization code alone', () => {
    twoStacks().access.hasResourceProperties(CLIENT, {
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'postern/console'],
      CallbackURLs: ['https://keys.example.com/callback'],
      SupportedIdentityProviders: ['COGNITO'],
      // No flow that takes a password anywhere but on the sign-in page, or that opens the user's own account.
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
    });
  });

  it('tells nobody who exists, gets tokens for an hour, and can revoke them', () => {
    twoStacks().access.hasResourceProperties(CLIENT, {
      PreventUserExistenceErrors: 'ENABLED',
      AccessTokenValidity: 60,
      IdTokenValidity: 60,
      TokenValidityUnits: Match.objectLike({ AccessToken: 'minutes', IdToken: 'minutes' }),
      EnableTokenRevocation: true,
    });
  });
});
