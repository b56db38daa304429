import type { AwsAccount } from '../../api-client/aws-account.ts';
import { CredentialsError } from '../../api-client/errors.ts';
import type { Finding } from './check.ts';

/** Lambda starts this many synchronous invocations a second per unit of concurrency. */
const REQUESTS_PER_UNIT = 10;
/** Unreserved concurrency that AWS always keeps; only new accounts have less. */
const SMALL_ACCOUNT = 100;

/** Checks the credentials and returns their identity. */
export async function checkCaller(account: AwsAccount): Promise<Finding> {
  try {
    return { status: 'ok', found: await account.caller() };
  } catch (error) {
    const advice = 'Set AWS_PROFILE, or sign in with the AWS CLI.';
    if (error instanceof CredentialsError)
      return { status: 'fail', found: 'no AWS credentials found', advice };
    return {
      status: 'fail',
      found: `AWS did not identify the credentials: ${nameOf(error)}`,
      advice: `${advice} Check the network.`,
    };
  }
}

/** Checks the request rate that the unreserved Lambda concurrency allows. */
export async function checkConcurrency(account: AwsAccount): Promise<Finding> {
  try {
    const units = await account.unreservedConcurrency();
    const rate = units * REQUESTS_PER_UNIT;
    const found = `${units} unreserved concurrent executions: at most ${rate} invocations per second (${REQUESTS_PER_UNIT} each). A protected request uses one invocation for the authorizer, and one for a Lambda backend.`;
    if (units >= SMALL_ACCOUNT) return { status: 'ok', found };
    return {
      status: 'warn',
      found,
      advice: 'Request an increase: Service Quotas, AWS Lambda, Concurrent executions.',
    };
  } catch (error) {
    const found = `AWS did not return the limit: ${nameOf(error)}`;
    const advice =
      nameOf(error) === 'AccessDeniedException'
        ? 'Allow these credentials to call lambda:GetAccountSettings.'
        : 'Check the network and try again.';
    return { status: 'skip', found, advice };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown error';
}
