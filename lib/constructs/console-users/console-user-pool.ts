import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
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

const RESOURCE_SERVER = 'postern';
const CONSOLE = 'console';

export interface ConsoleUserPoolProps {
  /**
   * Whether Cognito refuses to delete the directory.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * What becomes of the directory and its sign-in page when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The people who may sign in to the console: a Cognito user pool with a sign-in page. Nobody can sign up (MB-09): an
 * administrator adds who was invited. It costs nothing while nobody signs in.
 */
export class ConsoleUserPool extends Construct {
  /** What an access token for the console must hold. */
  static readonly SCOPE = `${RESOURCE_SERVER}/${CONSOLE}`;

  readonly userPool: UserPool;
  /** The host of the sign-in page and of the endpoints for tokens. */
  readonly signInHost: string;
  /** As the tokens name it. */
  readonly issuer: string;
  readonly #resourceServer: UserPoolResourceServer;

  constructor(scope: Construct, id: string, props: ConsoleUserPoolProps = {}) {
    super(scope, id);
    const { deletionProtection = true, removalPolicy = RemovalPolicy.RETAIN } = props;
    this.userPool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // An address counts as somebody's, and so as invited, only once it is verified.
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
    // Not its ProviderURL: emulators have none.
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${this.userPool.userPoolId}`;
    this.#resourceServer = this.#addScope(removalPolicy);
    this.signInHost = this.#addSignInPage(removalPolicy);
    // An export that came and went with its last user would block the deploy that removes that user.
    Stack.of(this).exportValue(this.userPool.userPoolId);
  }

  /**
   * Adds an app that signs people in: a public one, which proves by PKCE that it is itself.
   * @param callbackUrls where the sign-in page sends people back to
   */
  addApp(scope: Construct, id: string, callbackUrls: readonly string[]): UserPoolClient {
    const app = new UserPoolClient(scope, id, {
      userPool: this.userPool,
      generateSecret: false,
      // Leaves refreshing alone: no password is ever given to anything but the sign-in page.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.custom(ConsoleUserPool.SCOPE)],
        callbackUrls: [...callbackUrls],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(1),
    });
    app.node.addDependency(this.#resourceServer);
    return app;
  }

  #addScope(removalPolicy: RemovalPolicy): UserPoolResourceServer {
    const console = new ResourceServerScope({
      scopeName: CONSOLE,
      scopeDescription: 'Manage the API keys of tenants where one is a member',
    });
    const server = this.userPool.addResourceServer('Postern', {
      identifier: RESOURCE_SERVER,
      scopes: [console],
    });
    server.applyRemovalPolicy(removalPolicy);
    return server;
  }

  #addSignInPage(removalPolicy: RemovalPolicy): string {
    // Taken once in a region by all accounts together.
    const domainPrefix = `postern-${this.node.addr.slice(0, 8)}-${Aws.ACCOUNT_ID}`;
    const domain = new UserPoolDomain(this, 'SignInPage', {
      userPool: this.userPool,
      cognitoDomain: { domainPrefix },
    });
    domain.applyRemovalPolicy(removalPolicy);
    return `${domainPrefix}.auth.${Stack.of(this).region}.amazoncognito.com`;
  }
}
