import type { Example } from './example.ts';

/** The commands for every profile: an accepted key, its revocation and the denied call. */
export const plainExample: Example = {
  steps: ({ callSample, deployment, owner }) => [
    { shows: 'With the key: 200, with the context of the authorizer', command: callSample() },
    { shows: 'Without a key: 401', command: callSample({ value: null }) },
    { shows: 'Revoke the key', command: `npx postern keys revoke ${deployment.demoKeyId} --yes` },
    { shows: 'Repeat the first call: 401, immediately after the revocation', command: callSample() },
    { shows: 'Issue another key', command: `npx postern keys create --owner ${owner}` },
  ],
};

export const defaultExample: Example = { ...plainExample, permissions: ['read', 'write'] };
