import type { Example } from './trial.ts';

/** What every profile has to show: a key that is accepted, then revoked, then refused. */
export const plainExample: Example = {
  steps: ({ callSample, deployment, owner }) => [
    { shows: 'With the key: 200, and what the authorizer handed on', command: callSample() },
    { shows: 'Without a key: 401', command: callSample({ value: null }) },
    { shows: 'Revoke the key', command: `npx postern keys revoke ${deployment.demoKeyId} --yes` },
    { shows: 'The first call again: 401, from the very next request on', command: callSample() },
    { shows: 'Issue another key', command: `npx postern keys create --owner ${owner}` },
  ],
};

export const defaultExample: Example = { ...plainExample, permissions: ['read', 'write'] };
