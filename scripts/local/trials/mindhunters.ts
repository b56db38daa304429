import type { Trial } from './trial.ts';

/** The tenant is the first label of the host (MH-01). */
export const mindhuntersTrial: Trial = {
  steps: ({ callSample, deployment, owner }) => [
    { shows: "With the token, at its tenant's host: 200", command: callSample() },
    {
      shows: 'At the host of a tenant that is not there: 403 from an authorizer, which can say no 404',
      command: callSample({ tenant: 'other' }),
    },
    { shows: 'Without a token: 401', command: callSample({ value: null }) },
    {
      shows: 'A token for another environment, beside the first',
      command: `npx postern keys create --owner ${owner} --name pipeline --environment ci-cd`,
    },
    {
      shows: 'Replace the first token, as if it were compromised: one action',
      command: `npx postern keys replace ${deployment.demoKeyId}`,
    },
    { shows: 'The first call again: 401, from the very next request on', command: callSample() },
  ],
};
