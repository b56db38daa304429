import type { SignatureV4Init } from '@smithy/signature-v4';
import { type AdminClient, createAdminClient } from './admin-client.ts';
import { type ConsoleClient, createConsoleApiClient } from './console-client.ts';
import { isSafeApiUrl } from './deployment.ts';
import { createSignedTransport } from './signed-transport.ts';
import { createTokenTransport } from './token-transport.ts';

export type { AdminOperation } from '../contracts/http/admin.ts';
export type { ConsoleOperation } from '../contracts/http/console.ts';
export type { ProblemCode } from '../contracts/http/problem.ts';
export type { InputIssue } from '../contracts/input-issue.ts';
export type { AdminClient, AdminRequest, AdminResponse } from './admin-client.ts';
export type { ConsoleClient } from './console-client.ts';
export {
  CredentialsError,
  GatewayError,
  InvalidRequestError,
  ProblemError,
  StageError,
  type StageFailure,
  UnexpectedResponseError,
  UnreachableError,
} from './errors.ts';
export { paginate, type ReadPage } from './paginate.ts';

type Credentials = SignatureV4Init['credentials'];

interface WithCredentials {
  /** The Region of the deployment, for example `eu-central-1`. */
  readonly region: string;
  /**
   * AWS credentials, or a function that provides them. IAM allows each route per tenant: `grantAdmin()`.
   *
   * @default - the credentials that the AWS CLI would use
   */
  readonly credentials?: Credentials;
}

export interface ClientOptions extends WithCredentials {
  /** The base URL of Postern's API: `https:`, or a loopback address. */
  readonly apiUrl: string;
}

export interface StageClientOptions extends WithCredentials {
  /** The `stage` of the deployment's `ApiKeys`. */
  readonly stage: string;
}

export interface ConsoleClientOptions {
  /** The base URL of Postern's API: `https:`, or a loopback address. */
  readonly apiUrl: string;
  /** Provides a valid access token of a console user. It is called for each request. */
  readonly accessToken: () => string | Promise<string>;
}

/**
 * Makes a client of the admin API, which signs requests with AWS credentials.
 *
 * @throws TypeError if the URL is invalid or not encrypted
 */
export function createClient({ apiUrl, region, credentials }: ClientOptions): AdminClient {
  assertSafe(apiUrl);
  return createAdminClient(
    createSignedTransport({ apiUrl, region, credentials: credentials ?? defaultCredentials() }),
  );
}

/**
 * Makes a client of the admin API of a stage. It reads the URL from the parameter `/postern/<stage>/api-url`, which requires
 * `ssm:GetParameter`.
 *
 * @throws StageError if the stage is not found, CredentialsError
 */
export async function createStageClient({
  stage,
  region,
  credentials = defaultCredentials(),
}: StageClientOptions): Promise<AdminClient> {
  const { findApiUrl } = await import('./stage.ts');
  return createClient({ apiUrl: await findApiUrl({ stage, region, credentials }), region, credentials });
}

/**
 * Makes a client of the console API, which has the routes of the admin API with a tenant in their path, for one console user.
 *
 * @throws TypeError if the URL is invalid or not encrypted
 */
export function createConsoleClient({ apiUrl, accessToken }: ConsoleClientOptions): ConsoleClient {
  assertSafe(apiUrl);
  return createConsoleApiClient(createTokenTransport(apiUrl, accessToken));
}

/** Credentials and key values must not be sent unencrypted. */
function assertSafe(apiUrl: string): void {
  if (isSafeApiUrl(apiUrl)) return;
  throw new TypeError(
    `Invalid apiUrl '${apiUrl}'. Use the https: URL of the deployment, which is the parameter /postern/<stage>/api-url, or ` +
      'an http: URL of a loopback address.',
  );
}

/** The credentials that the AWS CLI would use. Their module is loaded with the first request. */
function defaultCredentials(): Extract<Credentials, () => unknown> {
  let provider: Promise<Extract<Credentials, () => unknown>> | undefined;
  return async () => {
    provider ??= import('@aws-sdk/credential-providers').then(({ fromNodeProviderChain }) =>
      fromNodeProviderChain(),
    );
    return (await provider)();
  };
}
