import { profileFrom } from '../../lib/constructs/api-keys/profile.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { demoOwner } from './demo.ts';
import { exampleContextOf } from './examples/example.ts';
import { exampleOf } from './examples/examples.ts';
import { signInMessage } from './sign-in-message.ts';

/** Returns the message of a completed start: URLs, example commands and how to stop. */
export function readyMessage(deployment: LocalDeployment, howToStop: string): string {
  const { endpointUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl, apiUrl } = deployment;
  const profile = profileFrom(deployment.profile);
  const { steps } = exampleOf(profile.name);
  const context = exampleContextOf(profile, deployment, demoOwner(profile).id);
  return `
Postern is running with profile '${profile.name}' on the emulator at ${endpointUrl}.
The local stack does not use an AWS account. It ignores your AWS profiles and credentials.

  Sample REST API   ${sampleRestUrl}
  Sample HTTP API   ${sampleHttpUrl}
  Guarded service   ${sampleGuardUrl}
  Postern API       ${apiUrl}

Run these commands in this order:

${steps(context)
  .map(({ shows, command }) => `  # ${shows}\n  ${command}\n`)
  .join('\n')}${signInMessage(deployment.console)}
To stop: ${howToStop}. The next start restores all changes.
`;
}
