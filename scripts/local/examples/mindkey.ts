import type { Example } from './trial.ts';

/** A scheme of its own, a probe, an end after 365 days (MK-04), and rotation by hand (MK-08). */
export const mindkeyExample: Example = {
  steps: ({ callSample, callOwn, deployment: { demoKeyId } }) => [
    { shows: 'With the key: 200', command: callSample() },
    { shows: 'The probe: 200', command: callOwn('/ping') },
    { shows: 'When it ends: 365 days after it was made', command: `npx postern keys show ${demoKeyId}` },
    {
      shows: 'Rotate it: first a key with the same scopes, to switch over to',
      command: `npx postern keys renew ${demoKeyId}`,
    },
    { shows: 'Keep its value', command: "export MINDKEY_API_KEY='<the value>'" },
    { shows: 'See that the new one works: 200', command: callOwn('/ping', { variable: 'MINDKEY_API_KEY' }) },
    {
      shows: 'Then end the old one',
      command: `npx postern keys revoke ${demoKeyId} --reason superseded --yes`,
    },
    { shows: 'The probe with the old one: 401, without grace', command: callOwn('/ping') },
  ],
};
