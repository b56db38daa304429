import type { Example } from './example.ts';

/** Renewal keeps the old token active (MB-06); replacement ends it immediately (MB-13). */
export const mindbridgeExample: Example = {
  steps: ({ callSample, deployment: { demoKeyId }, owner }) => [
    { shows: 'With the token: 200, with its permissions', command: callSample() },
    { shows: 'Without a token: 401', command: callSample({ value: null }) },
    {
      shows: 'Renew the token: a new token with the same settings',
      command: `npx postern keys renew ${demoKeyId}`,
    },
    { shows: 'The old token is still active: 200', command: callSample() },
    {
      shows: 'Replace the token as compromised: disabled and reissued in one action',
      command: `npx postern keys replace ${demoKeyId} --yes`,
    },
    { shows: 'Repeat the first call: 401, immediately after the replacement', command: callSample() },
    { shows: 'Show the derived tokens', command: `npx postern keys show ${demoKeyId}` },
    { shows: 'Issue another token', command: `npx postern keys create --owner ${owner}` },
  ],
};
