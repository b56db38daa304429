import type { Example } from './example.ts';

/** A custom scheme, a probe, expiry after 365 days (MK-04) and manual rotation (MK-08). */
export const mindkeyExample: Example = {
  steps: ({ callSample, callOwn, deployment: { demoKeyId } }) => [
    { shows: 'With the key: 200', command: callSample() },
    { shows: 'The probe: 200', command: callOwn('/ping') },
    { shows: 'Show the expiry: 365 days after creation', command: `npx postern keys show ${demoKeyId}` },
    {
      shows: 'Rotate the key: first create a key with the same scopes',
      command: `npx postern keys renew ${demoKeyId}`,
    },
    { shows: 'Store its value', command: "export MINDKEY_API_KEY='<the value>'" },
    {
      shows: 'Check that the new key works: 200',
      command: callOwn('/ping', { variable: 'MINDKEY_API_KEY' }),
    },
    {
      shows: 'Revoke the old key',
      command: `npx postern keys revoke ${demoKeyId} --reason superseded --yes`,
    },
    { shows: 'The probe with the old key: 401, without a grace period', command: callOwn('/ping') },
  ],
};
