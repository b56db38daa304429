import type { Example } from './example.ts';

/** One header, and sessions that stay valid after the deletion of their key (MS-10). */
export const mindsetExample: Example = {
  steps: ({ callSample, callOwn, deployment: { demoKeyId } }) => [
    { shows: "With the application's key: 200", command: callSample() },
    {
      shows: 'Create a session for a user of the application: 201. Only this response contains its value.',
      command: `${callOwn('/api/v1/sessions')} -H 'Content-Type: application/json' -d '{"user":"visitor-1"}'`,
    },
    { shows: 'Store the value', command: "export SESSION='<the value>'" },
    {
      shows: 'With the session instead of the key: 200',
      command: callSample({ value: { variable: 'SESSION' } }),
    },
    { shows: 'Delete the key', command: `npx postern keys delete ${demoKeyId}` },
    { shows: 'With the key: 401', command: callSample() },
    { shows: 'With the session: still 200', command: callSample({ value: { variable: 'SESSION' } }) },
    {
      shows: 'List the sessions of the deleted key',
      command: `npx postern sessions list --key ${demoKeyId}`,
    },
  ],
};
