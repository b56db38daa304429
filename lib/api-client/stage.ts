import { GetParameterCommand, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { parameterName } from '../contracts/deployment-parameters.ts';
import { assertStage } from './assert-stage.ts';
import { type Deployment, isSafeApiUrl } from './deployment.ts';
import { CredentialsError, StageError, type StageFailure } from './errors.ts';

/** A deployment in AWS: a stage in a Region of the account of the credentials. */
export interface Stage extends Pick<Deployment, 'region' | 'credentials'> {
  readonly stage: string;
}

/** Reads a parameter of a deployment; throws the errors of the SDK. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

const CONNECT_TIMEOUT_MS = 5_000;
const RESPONSE_TIMEOUT_MS = 10_000;

/** The errors of Systems Manager for invalid or expired credentials. */
const REJECTED_CREDENTIALS = new Set([
  'ExpiredTokenException',
  'InvalidSignatureException',
  'UnrecognizedClientException',
]);

/**
 * The URL of a stage's admin API, from the parameters of its deployment in Systems Manager.
 * @throws StageError, CredentialsError
 */
export async function findApiUrl(
  stage: Stage,
  read: ReadParameter = parameterReader(stage),
): Promise<string> {
  const failed = (failure: StageFailure, cause?: unknown) => new StageError(failure, stage, cause);
  assertStage(stage);
  const apiUrl = await read(parameterName(stage.stage, 'api-url')).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'CredentialsProviderError')
      throw new CredentialsError(error);
    throw failed(failureOf(error), error);
  });
  if (apiUrl === undefined || !isSafeApiUrl(apiUrl)) throw failed('unsafe-url');
  return apiUrl;
}

function parameterReader({ region, credentials }: Stage): ReadParameter {
  const client = new SSMClient({
    region,
    credentials,
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: RESPONSE_TIMEOUT_MS },
  });
  return async (name) => (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
}

function failureOf(error: unknown): StageFailure {
  if (!(error instanceof SSMServiceException)) return 'unreachable';
  if (error.name === 'ParameterNotFound') return 'not-found';
  if (error.name === 'AccessDeniedException') return 'denied';
  return REJECTED_CREDENTIALS.has(error.name) ? 'rejected-credentials' : 'unreachable';
}
