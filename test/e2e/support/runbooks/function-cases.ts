import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import { newTenant } from '../admin.ts';
import { removeSubscription } from '../deployed-faults.ts';
import { logGroupOf } from '../rotation.ts';
import { stackOutput } from '../stack-resources.ts';
import { deadLetterIn } from './queues.ts';
import { HEALTHY_DOCTOR, type RunbookCases, type Step, withoutState } from './situation.ts';

/** The last line of the usage states how far delivery was healthy. */
const DELIVERY_STATE: Step = {
  command: 'npx postern usage',
  shows: [
    /^(?:Delivery was healthy from .* through|(?:Log delivery was interrupted|A guarded function has no delivery probe):) .*\.$/m,
  ],
};

const REPLAY: Step = { command: 'npx postern usage replay', shows: [/Lines from .* until /] };

function yesterday(): string {
  return new Date(Date.now() - MS_PER_DAY).toISOString().slice(0, 10);
}

export const FUNCTION_CASES: RunbookCases = {
  'authorizer-faults': withoutState('the emulator does not fail reads of the table', [HEALTHY_DOCTOR]),
  'authorizer-throttles': withoutState('the emulator does not limit concurrency', [
    HEALTHY_DOCTOR,
    { command: 'aws lambda get-account-settings', shows: ['ConcurrentExecutions'] },
  ]),
  'authorizer-latency': withoutState('the emulator cannot be slowed down', [HEALTHY_DOCTOR]),
  'usage-delivery-lag': {
    state: 'the subscription of a log group was removed',
    prepare: async () => {
      const group = await logGroupOf(await stackOutput('Postern-local-Access', 'AuthorizerArn'));
      if (group === undefined) throw new Error('The authorizer has no log group');
      const { restore } = await removeSubscription(group);
      return {
        values: { LOG_GROUP: group, acme: await newTenant(), '2027-01-31': yesterday() },
        steps: [
          DELIVERY_STATE,
          { command: 'aws logs describe-subscription-filters', shows: ['"subscriptionFilters":[]'] },
          REPLAY,
        ],
        end: restore,
      };
    },
  },
  'usage-dead-letters': {
    state: 'a message is in the dead-letter queue of usage',
    prepare: async () => {
      const { queueUrl, receive, purge } = await deadLetterIn(
        'Postern-local-Access',
        /UsageRecorderDeadLetters[0-9A-F]{8}$/,
      );
      return {
        values: { '2027-01-31': yesterday(), QUEUE_URL: queueUrl },
        steps: [receive, REPLAY, purge],
      };
    },
  },
  'usage-recorder-errors': {
    state: { notProduced: 'the emulator does not reject writes of the usage table' },
    prepare: async () => ({
      values: { acme: await newTenant() },
      steps: [DELIVERY_STATE],
    }),
  },
};
