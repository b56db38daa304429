import type { Example } from './trial.ts';

/** One header, and sessions that outlive the key that they were made with (MS-10). */
export const mindsetExample: Example = {
  steps: ({ callSample, callOwn, deployment: { demoKeyId } }) => [
    { shows: "With the application's key: 200", command: callSample() },
    {
      shows: 'Create a session for a user of the application: 201, and the one answer that holds its value',
      command: `${callOwn('/api/v1/sessions')} -H 'Content-Type: application/json' -d '{"user":"visitor-1"}'`,
    },
    { shows: 'Keep that value', command: "export SESSION='<the value>'" },
    {
      shows: 'With the session in place of the key: 200',
      command: callSample({ value: { variable: 'SESSION' } }),
    },
    { shows: 'Delete the key', command: `npx postern keys delete ${demoKeyId}` },
    { shows: 'With the key: 401', command: callSample() },
    { shows: 'With the session, still: 200', command: callSample({ value: { variable: 'SESSION' } }) },
    { shows: 'The sessions that it left behind', command: `npx postern sessions list --key ${demoKeyId}` },
  ],
};
