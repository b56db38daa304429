import { GetParameterCommand, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { parameterName, STAGE_NAME } from '../contracts/deployment-parameters.ts';
import { type Deployment, isSafeApiUrl } from './deployment.ts';
import { CredentialsError, StageError, type StageFailure } from './errors.ts';

/** A deployment in AWS as people name it: by its stage, in one region, of the account that the credentials are of. */
export interface Stage extends Pick<Deployment, 'region' | 'credentials'> {
  readonly stage: string;
}

/** Reads a published value of a deployment; throws as the SDK does. */
export type ReadParameter = (name: string) => Promise<string | undefined>;

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** What Systems Manager says of credentials that were found and are of no use. */
const REFUSED_CREDENTIALS = new Set([
  'ExpiredTokenException',
  'InvalidSignatureException',
  'UnrecognizedClientException',
]);

/**
 * Finds where the admin API of a stage is, which its deployment has published.
 * @throws StageError, CredentialsError
 */
export async function findApiUrl(
  stage: Stage,
  read: ReadParameter = parameterReader(stage),
): Promise<string> {
  const failed = (failure: StageFailure, cause?: unknown) => new StageError(failure, stage, cause);
  if (!STAGE_NAME.test(stage.stage)) throw failed('invalid-stage');
  if (!REGION_NAME.test(stage.region)) throw failed('invalid-region');
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
    requestHandler: { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: ANSWER_TIMEOUT_MS },
  });
  return async (name) => (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
}

function failureOf(error: unknown): StageFailure {
  if (!(error instanceof SSMServiceException)) return 'unreachable';
  if (error.name === 'ParameterNotFound') return 'not-found';
  if (error.name === 'AccessDeniedException') return 'denied';
  return REFUSED_CREDENTIALS.has(error.name) ? 'refused-credentials' : 'unreachable';
}
