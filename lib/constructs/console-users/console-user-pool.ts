import { Aws, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AccountRecovery,
  type IUserPool,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { alwaysExport } from '../always-export.ts';

const RESOURCE_SERVER = 'postern';
const CONSOLE = 'console';

export interface ConsoleUserPoolProps {
  /**
   * Whether Cognito rejects the deletion of the user pool.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Removal policy of the user pool. Its sign-in page has no data and is always deleted with the stack, because its name
   * could otherwise not be used again.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - retained, unless its first deployment fails
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A user pool with the scope of the console, in this app or in another app. */
export interface IConsoleUserPool {
  /** The issuer in the tokens (`iss`). */
  readonly issuer: string;
  /**
   * Adds a public app client, which uses PKCE instead of a client secret.
   */
  addApp(scope: Construct, id: string, urls: AppUrls): UserPoolClient;
}

/** The addresses to which the pages of the user pool redirect. */
export interface AppUrls {
  /** After the sign-in. */
  readonly callbackUrls: string[];
  /** After the sign-out. */
  readonly logoutUrls: string[];
}

/**
 * The console users: a Cognito user pool with a sign-in page. Self-registration is disabled (MB-09), so an administrator
 * adds invited users. It has no cost without sign-ins.
 */
export class ConsoleUserPool extends Construct implements IConsoleUserPool {
  /** The scope that an access token for the console must have. */
  static readonly SCOPE = `${RESOURCE_SERVER}/${CONSOLE}`;

  /** The user pool of a deployed `ConsoleUserPool` in this account and Region. */
  static fromUserPoolId(scope: Construct, id: string, userPoolId: string): IConsoleUserPool {
    const userPool = UserPool.fromUserPoolId(scope, id, userPoolId);
    return {
      issuer: issuerOf(scope, userPoolId),
      addApp: (...args) => addApp(userPool, ...args),
    };
  }

  readonly userPool: UserPool;
  /** The host of the sign-in page and the token endpoints. */
  readonly signInHost: string;
  /** The issuer in the tokens (`iss`). */
  readonly issuer: string;
  readonly #resourceServer: UserPoolResourceServer;

  /** @throws Error in a Region without user pools */
  constructor(scope: Construct, id: string, props: ConsoleUserPoolProps = {}) {
    super(scope, id);
    assertSupportedRegion(this);
    const { deletionProtection = true, removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE } = props;
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A changed address is used for invitations only after it is verified.
      keepOriginal: { email: true },
      standardAttributes: { email: { required: true, mutable: true } },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection,
      removalPolicy,
    });
    this.issuer = issuerOf(this, this.userPool.userPoolId);
    this.#resourceServer = this.#addScope(removalPolicy);
    this.signInHost = this.#addSignInPage();
    alwaysExport(this, [this.userPool.userPoolId]);
  }

  addApp(scope: Construct, id: string, urls: AppUrls): UserPoolClient {
    const app = addApp(this.userPool, scope, id, urls);
    app.node.addDependency(this.#resourceServer);
    return app;
  }

  #addScope(removalPolicy: RemovalPolicy): UserPoolResourceServer {
    const console = new ResourceServerScope({
      scopeName: CONSOLE,
      scopeDescription: 'Manage the API keys of the tenants of the user',
    });
    const server = this.userPool.addResourceServer('Postern', {
      identifier: RESOURCE_SERVER,
      scopes: [console],
    });
    server.applyRemovalPolicy(removalPolicy);
    return server;
  }

  #addSignInPage(): string {
    // The prefix is unique in a Region across all accounts.
    const domainPrefix = `postern-${this.node.addr.slice(0, 8)}-${Aws.ACCOUNT_ID}`;
    const domain = new UserPoolDomain(this, 'SignInPage', {
      userPool: this.userPool,
      cognitoDomain: { domainPrefix },
    });
    domain.applyRemovalPolicy(RemovalPolicy.DESTROY);
    return `${domainPrefix}.auth.${Stack.of(this).region}.amazoncognito.com`;
  }
}

/**
 * AWS documents that Amazon Cognito has no user pools in China (docs.amazonaws.cn, "Amazon Cognito", November 2026).
 * A Region that is unknown at synth is not checked.
 *
 * @throws Error in a Region of China
 */
function assertSupportedRegion(scope: Construct): void {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(region) || !region.startsWith('cn-')) return;
  throw new Error(
    `${scope.node.path} is in ${region}, which has no Cognito user pools. Use another OpenID provider for console users, or none: ` +
      "consoleUsers: 'none' in the settings of the stage",
  );
}

/** `ProviderURL` is not supported by emulators. */
function issuerOf(scope: Construct, userPoolId: string): string {
  return `https://cognito-idp.${Stack.of(scope).region}.${Aws.URL_SUFFIX}/${userPoolId}`;
}

function addApp(
  userPool: IUserPool,
  scope: Construct,
  id: string,
  { callbackUrls, logoutUrls }: AppUrls,
): UserPoolClient {
  return new UserPoolClient(scope, id, {
    userPool,
    generateSecret: false,
    // Only token refresh: users enter passwords only on the sign-in page.
    authFlows: { userSrp: false },
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.custom(ConsoleUserPool.SCOPE)],
      callbackUrls,
      logoutUrls,
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.days(1),
  });
}
