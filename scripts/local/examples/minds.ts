import type { Example } from './example.ts';

const KEY = { variable: 'MINDS_API_KEY' };
const JSON_BODY = "-H 'Content-Type: application/json'";

/** A key manages the keys of its account (MI-06 to MI-15), and its plan is passed to the protected API (MI-17). */
export const mindsExample: Example = {
  plan: 'free',
  steps: ({ callSample, callOwn, deployment: { demoKey, demoKeyId }, owner }) => [
    { shows: 'Store the key in its environment variable', command: `export MINDS_API_KEY=${demoKey}` },
    { shows: "With the key: 200, and the limits of the account's plan", command: callSample({ value: KEY }) },
    { shows: 'Show the account of the key', command: callOwn('/api/v1/auth/me', KEY) },
    { shows: 'List the keys of the account, without values', command: callOwn('/api/v1/api-keys', KEY) },
    {
      shows: 'Create another key',
      command: `${callOwn('/api/v1/api-keys', KEY)} ${JSON_BODY} -d '{"name":"nightly"}'`,
    },
    { shows: 'Change the plan of the account', command: `npx postern owners update ${owner} --plan team` },
    { shows: 'The next request has the new plan', command: callSample({ value: KEY }) },
    {
      shows: 'Delete the key with the key itself: 204',
      command: `${callOwn(`/api/v1/api-keys/${demoKeyId}`, KEY)} -X DELETE`,
    },
    { shows: 'Repeat the call: 401, immediately after the deletion', command: callSample({ value: KEY }) },
  ],
};
