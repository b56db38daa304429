import type { AwsAccount } from '../../api-client/aws-account.ts';
import { CredentialsError } from '../../api-client/errors.ts';
import type { Finding } from './check.ts';

/** Lambda starts this many synchronous invocations a second per unit of concurrency. */
const REQUESTS_PER_UNIT = 10;
/** What AWS never lets reservations take from an account: below it are new accounts alone. */
const SMALL_ACCOUNT = 100;

/** Whose the credentials are, as AWS sees it. */
export async function checkCaller(account: AwsAccount): Promise<Finding> {
  try {
    return { status: 'ok', found: await account.caller() };
  } catch (error) {
    const advice = 'set AWS_PROFILE, or sign in with the AWS CLI';
    if (error instanceof CredentialsError) return { status: 'fail', found: 'there are none', advice };
    return {
      status: 'fail',
      found: `AWS does not say whose they are: ${nameOf(error)}`,
      advice: `${advice}; check the network`,
    };
  }
}

/** How many requests a second Lambda leaves room for. */
export async function checkConcurrency(account: AwsAccount): Promise<Finding> {
  try {
    const units = await account.unreservedConcurrency();
    const rate = units * REQUESTS_PER_UNIT;
    const found = `${units} units are unreserved: at most ${rate} invocations a second (${REQUESTS_PER_UNIT} a unit), of which a protected request takes one for its authorizer, and one for its backend where that is a function`;
    if (units >= SMALL_ACCOUNT) return { status: 'ok', found };
    return {
      status: 'warn',
      found,
      advice: 'ask for more: Service Quotas, AWS Lambda, Concurrent executions',
    };
  } catch (error) {
    const found = `AWS does not tell the limit: ${nameOf(error)}`;
    const advice =
      nameOf(error) === 'AccessDeniedException'
        ? 'let these credentials call lambda:GetAccountSettings to see it'
        : 'check the network, and try again';
    return { status: 'skip', found, advice };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'an unknown failure';
}
