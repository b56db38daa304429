import type { AlarmReceiver, AwsAccount } from '../../api-client/aws-account.ts';
import type { Finding } from './check.ts';

const NO_RECEIVERS =
  "Add receivers to the stage, for example notify: { ticket: { emails: ['…'] }, page: { webhooks: ['https://…'] } }, and deploy it.";
const CONFIRM = 'Open the link in the confirmation message of Amazon SNS.';

/** Checks that the alarms of a stage have confirmed receivers. */
export async function checkReceivers(account: AwsAccount, stage: string | undefined): Promise<Finding> {
  if (stage === undefined) return { status: 'skip', found: 'alarms are found by stage, not by URL' };
  let receivers: readonly AlarmReceiver[] | undefined;
  try {
    receivers = await account.alarmReceivers(`Postern-${stage}-`);
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    return {
      status: 'skip',
      found: `AWS did not return the receivers of alarms: ${name}`,
      advice: 'Allow these credentials to call cloudwatch:DescribeAlarms and sns:ListSubscriptionsByTopic.',
    };
  }
  if (receivers === undefined) {
    return {
      status: 'warn',
      found: 'the stage has no alarms',
      advice: 'Set monitoring of the stage and deploy it.',
    };
  }
  const pending = receivers.filter(({ isConfirmed }) => !isConfirmed);
  if (receivers.length === pending.length) {
    const found =
      pending.length > 0 ? `none of ${pending.length} receivers is confirmed` : 'alarms have no receivers';
    return { status: 'warn', found, advice: pending.length > 0 ? CONFIRM : NO_RECEIVERS };
  }
  const confirmed = `alarms have ${receivers.length - pending.length} confirmed receivers`;
  if (pending.length === 0) return { status: 'ok', found: confirmed };
  return { status: 'warn', found: `${confirmed}, and ${pending.length} are not confirmed`, advice: CONFIRM };
}
