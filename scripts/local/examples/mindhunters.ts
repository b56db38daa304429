import type { Example } from './example.ts';

/** The tenant is the first label of the host (MH-01), and each cause has its own body, which the guard can give. */
export const mindhuntersExample: Example = {
  steps: ({ callSample, callGuarded, deployment, owner }) => [
    { shows: "With the token, at its tenant's host: 200", command: callGuarded() },
    { shows: 'With the host of an unknown tenant: 404', command: callGuarded({ tenant: 'other' }) },
    { shows: 'Without a token: 401, with a specific message', command: callGuarded({ value: null }) },
    { shows: 'Behind the authorizer of a REST API: 200', command: callSample() },
    {
      shows: 'Create a token for another environment',
      command: `npx postern keys create --owner ${owner} --name pipeline --environment ci-cd`,
    },
    {
      shows: 'Replace the first token as compromised, in one action',
      command: `npx postern keys replace ${deployment.demoKeyId} --yes`,
    },
    { shows: 'Repeat the first call: 401, immediately after the replacement', command: callGuarded() },
  ],
};
