import type { Example } from './trial.ts';

const KEY = { variable: 'MINDS_API_KEY' };
const JSON_BODY = "-H 'Content-Type: application/json'";

/** A key manages the keys of its account (MI-06 to MI-15), whose plan the protected API is told (MI-17). */
export const mindsExample: Example = {
  plan: 'free',
  steps: ({ callSample, callOwn, deployment: { demoKey, demoKeyId }, owner }) => [
    { shows: 'Where a key is usually kept', command: `export MINDS_API_KEY=${demoKey}` },
    { shows: "With the key: 200, and the limits of the account's plan", command: callSample({ value: KEY }) },
    { shows: 'Whose key it is', command: callOwn('/api/v1/auth/me', KEY) },
    { shows: 'The keys of the account, never a value', command: callOwn('/api/v1/api-keys', KEY) },
    {
      shows: 'Make another key with it',
      command: `${callOwn('/api/v1/api-keys', KEY)} ${JSON_BODY} -d '{"name":"nightly"}'`,
    },
    { shows: 'Another plan', command: `npx postern owners update ${owner} --plan team` },
    { shows: 'The next request is told of it', command: callSample({ value: KEY }) },
    {
      shows: 'Delete the key, with itself: 204',
      command: `${callOwn(`/api/v1/api-keys/${demoKeyId}`, KEY)} -X DELETE`,
    },
    { shows: 'From the very next request on: 401', command: callSample({ value: KEY }) },
  ],
};
