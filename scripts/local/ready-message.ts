import { profileNamed } from '../../lib/constructs/api-keys/profile.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { demoOwner } from './demo.ts';
import { exampleContextOf } from './examples/trial.ts';
import { exampleOf } from './examples/trials.ts';
import { signInMessage } from './sign-in-message.ts';

/** What the person reads when everything is up: where it is, what to paste, in order, and how to stop it. */
export function readyMessage(deployment: LocalDeployment, toStop: string): string {
  const { endpointUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl, apiUrl } = deployment;
  const profile = profileNamed(deployment.profile);
  const { steps } = exampleOf(profile.name);
  const scene = exampleContextOf(profile, deployment, demoOwner(profile).id);
  return `
Postern is up with the key contract '${profile.name}', on an emulator at ${endpointUrl}.
No AWS account is used: it has credentials of its own, and your AWS profiles and keys are ignored.

  Sample REST API   ${sampleRestUrl}
  Sample HTTP API   ${sampleHttpUrl}
  Guarded service   ${sampleGuardUrl}
  Postern's own API ${apiUrl}

Try it, in this order:

${steps(scene)
  .map(({ shows, command }) => `  # ${shows}\n  ${command}\n`)
  .join('\n')}${signInMessage(deployment.console)}
To stop it: ${toStop}. What was changed is there again at the next start.
`;
}
