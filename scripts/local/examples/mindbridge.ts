import type { Example } from './trial.ts';

/** Renewing leaves the old token as it is (MB-06), replacing ends it at once (MB-13). */
export const mindbridgeExample: Example = {
  steps: ({ callSample, deployment: { demoKeyId }, owner }) => [
    { shows: 'With the token: 200, and what it may', command: callSample() },
    { shows: 'Without a token: 401', command: callSample({ value: null }) },
    { shows: 'Renew it: a new token with its settings', command: `npx postern keys renew ${demoKeyId}` },
    { shows: 'The old one is as it was: 200', command: callSample() },
    {
      shows: 'Replace it, as if it were compromised: disabled and issued anew, in one action',
      command: `npx postern keys replace ${demoKeyId} --yes`,
    },
    { shows: 'The first call again: 401, from the very next request on', command: callSample() },
    { shows: 'Where all the tokens came from', command: `npx postern keys show ${demoKeyId}` },
    { shows: 'Issue another token', command: `npx postern keys create --owner ${owner}` },
  ],
};
