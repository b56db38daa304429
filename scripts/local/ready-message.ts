import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { DEMO_OWNER } from './demo.ts';

/** What the person reads when everything is up: where it is, what to paste, in order, and how to stop it. */
export function readyMessage(deployment: LocalDeployment, toStop: string): string {
  const { endpointUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl, apiUrl } = deployment;
  return `
Postern is up, on an emulator at ${endpointUrl}.
No AWS account is used: it has credentials of its own, and your AWS profiles and keys are ignored.

  Sample REST API   ${sampleRestUrl}
  Sample HTTP API   ${sampleHttpUrl}
  Guarded service   ${sampleGuardUrl}
  Postern's own API ${apiUrl}

Try it, in this order:

${trial(deployment)
  .map(({ shows, command }) => `  # ${shows}\n  ${command}\n`)
  .join('\n')}
To stop it: ${toStop}. What was changed is there again at the next start.
`;
}

/** The commands to try things with, each with what it shows. */
function trial({ sampleRestUrl, demoKey, demoKeyId }: LocalDeployment) {
  const withoutKey = `curl -i ${sampleRestUrl}/hello`;
  const withKey = `${withoutKey} -H 'Authorization: Bearer ${demoKey}'`;
  return [
    { shows: 'With the key: 200, and what the authorizer handed on', command: withKey },
    { shows: 'Without a key: 401', command: withoutKey },
    { shows: 'Revoke the key', command: `npx postern keys revoke ${demoKeyId}` },
    { shows: 'The first call again: 401, from the very next request on', command: withKey },
    { shows: 'Issue another key', command: `npx postern keys create --owner ${DEMO_OWNER}` },
  ];
}
