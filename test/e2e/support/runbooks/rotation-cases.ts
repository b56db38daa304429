import { expect } from 'vitest';
import { adminClient, newTenant } from '../admin.ts';
import { readSecret, stateOf } from '../rotation.ts';
import {
  failRotation,
  letOverdue,
  moveLabel,
  newManagedKey,
  putRejectedValue,
  visit,
  type WrongVersion,
} from './managed.ts';
import { deadLetterIn, queueIn } from './queues.ts';
import {
  expectAccepted,
  expectDenied,
  HEALTHY_DOCTOR,
  type RunbookCases,
  withoutState,
} from './situation.ts';

const DAY_SECONDS = 86_400;

async function expectSecretAccepted(secretArn: string): Promise<void> {
  await expectAccepted(await readSecret(secretArn));
}

function versionValues({ good, bad }: WrongVersion) {
  return { GOOD_VERSION: good, BAD_VERSION: bad };
}

export const ROTATION_CASES: RunbookCases = {
  'rotation-failed': {
    state: 'the secret of a key was deleted while a rotation was in progress',
    prepare: async () => {
      const tenant = await newTenant();
      const { keyId, secretArn } = await failRotation(tenant);
      return {
        values: { $KEY: keyId, SECRET_ARN: secretArn },
        steps: [
          {
            command: 'npx postern managed-keys show',
            shows: [keyId, tenant, 'The secret is scheduled for deletion', secretArn],
          },
          { command: 'npx postern managed-keys rotations', shows: [/failed \(secret-deleted\)/] },
          {
            command: 'aws secretsmanager restore-secret',
            after: async () => {
              await visit(keyId);
              expect(await stateOf(keyId)).toMatchObject({ blocked: null, last: { outcome: 'finished' } });
              await expectSecretAccepted(secretArn);
            },
          },
        ],
      };
    },
  },
  'rotation-overdue': {
    state: 'a key has been due for 20 minutes',
    prepare: async () => {
      const tenant = await newTenant();
      const { keyId } = await letOverdue(tenant);
      return {
        values: { acme: tenant },
        steps: [
          {
            command: 'npx postern managed-keys upcoming',
            shows: [new RegExp(`${keyId} .*due`)],
          },
        ],
      };
    },
  },
  'rotation-dead-letters': {
    state: 'a message is in the dead-letter queue of rotation',
    prepare: async () => {
      const task = { task: 'daily-check', tenant: await newTenant(), day: 20_000 };
      const { queueUrl, queueArn, receive, redrive, purge } = await deadLetterIn(
        'Postern-local-Rotation',
        /DeadLetters[0-9A-F]{8}$/,
        JSON.stringify(task),
      );
      const tasks = await queueIn('Postern-local-Rotation', /TasksQueue[0-9A-F]{8}$/);
      const arns = { QUEUE_ARN: queueArn, TASK_QUEUE_ARN: tasks.queueArn };
      return { values: { QUEUE_URL: queueUrl, ...arns }, steps: [receive, redrive, purge] };
    },
  },
  'secret-label-drift': {
    state: 'AWSCURRENT was moved to the previous version',
    prepare: async () => {
      const tenant = await newTenant();
      const [moved, other] = [await moveLabel(tenant), await moveLabel(tenant)];
      const { keyId, secretArn } = moved.managed;
      const before = await readSecret(secretArn);
      const otherBefore = await readSecret(other.managed.secretArn);
      return {
        values: { $KEY: keyId, SECRET_ARN: secretArn, ...versionValues(moved) },
        steps: [
          {
            command: 'npx postern managed-keys show',
            // The rotated value is now an additional accepted value.
            shows: [keyId, tenant, secretArn, /Other active values:\n.*\n#2 /],
          },
          { command: 'aws secretsmanager list-secret-version-ids', shows: [moved.good, moved.bad] },
          {
            command: 'aws secretsmanager update-secret-version-stage',
            after: async () => {
              expect(await readSecret(secretArn)).not.toBe(before);
              await expectSecretAccepted(secretArn);
            },
          },
          {
            command: 'npx postern managed-keys rollback',
            values: { $KEY: other.managed.keyId },
            shows: [other.managed.keyId, other.managed.secretArn],
            after: async () => {
              expect(await readSecret(other.managed.secretArn)).not.toBe(otherBefore);
              await expectSecretAccepted(other.managed.secretArn);
            },
          },
        ],
      };
    },
  },
  'secret-value-rejected': {
    state: 'a value that is not accepted was put into a secret manually',
    prepare: async () => {
      const tenant = await newTenant();
      const { keyId, secretArn } = await newManagedKey(tenant);
      const first = await readSecret(secretArn);
      const wrong = await putRejectedValue(keyId);
      await expectDenied(await readSecret(secretArn));
      return {
        values: { $KEY: keyId, SECRET_ARN: secretArn, ...versionValues(wrong) },
        steps: [
          {
            command: 'npx postern managed-keys show',
            shows: [keyId, tenant, 'AWSCURRENT is on a version whose value is rejected'],
          },
          { command: 'aws secretsmanager list-secret-version-ids', shows: [wrong.good, wrong.bad] },
          {
            command: 'aws secretsmanager update-secret-version-stage',
            after: () => expectSecretAccepted(secretArn),
          },
          {
            command: 'npx postern managed-keys replace',
            before: () => putRejectedValue(keyId),
            shows: [keyId, secretArn],
            after: async () => {
              await expectSecretAccepted(secretArn);
              await expectDenied(first);
            },
          },
        ],
      };
    },
  },
  'keys-expiring': {
    state: 'a key expires in three days, and the rotation of a managed key is paused',
    prepare: async () => {
      const tenant = await newTenant();
      const { id, value } = await adminClient.call('createKey', {
        params: { tenant },
        body: { owner: 'app', permissions: ['read'], expiresInSeconds: 3 * DAY_SECONDS },
      });
      const { keyId: paused } = await newManagedKey(tenant);
      await adminClient.call('pauseRotation', { params: { tenant, key: paused } });
      const expiring = () => adminClient.call('reportExpiring', { params: { tenant }, query: { days: '7' } });
      return {
        values: { $KEY: id },
        steps: [
          { command: 'npx postern report expiring', shows: [new RegExp(`${tenant} +${id} .*\\bapp\\b`)] },
          {
            command: 'npx postern keys update',
            shows: [id],
            after: async () => expect((await expiring()).items).toEqual([]),
          },
          {
            command: 'npx postern keys renew',
            shows: [/pst_live_\w+/],
            after: () => expectAccepted(value),
          },
          {
            command: 'npx postern managed-keys resume',
            values: { $KEY: paused },
            shows: [paused, /paused +no/],
            after: async () => expect(await stateOf(paused)).toMatchObject({ paused: false }),
          },
        ],
      };
    },
  },
  'sweep-heartbeat-missing': withoutState(
    'the doctor is asked about the API, whichever function of rotation is off',
    [HEALTHY_DOCTOR],
  ),
};
