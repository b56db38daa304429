import type { Example } from './trial.ts';

/** The tenant is the first label of the host (MH-01), and each cause has its own body, which the guard can give. */
export const mindhuntersExample: Example = {
  steps: ({ callSample, callGuarded, deployment, owner }) => [
    { shows: "With the token, at its tenant's host: 200", command: callGuarded() },
    { shows: 'At the host of a tenant that is not there: 404', command: callGuarded({ tenant: 'other' }) },
    { shows: 'Without a token: 401, and its own cause', command: callGuarded({ value: null }) },
    { shows: 'Behind the authorizer of a REST API, too: 200', command: callSample() },
    {
      shows: 'A token for another environment, beside the first',
      command: `npx postern keys create --owner ${owner} --name pipeline --environment ci-cd`,
    },
    {
      shows: 'Replace the first token, as if it were compromised: one action',
      command: `npx postern keys replace ${deployment.demoKeyId} --yes`,
    },
    { shows: 'The first call again: 401, from the very next request on', command: callGuarded() },
  ],
};
