import { join } from 'node:path';
import { discoveryUrlOf } from '../../lib/adapters/oidc/discovery-url.ts';
import { createSignInEndpoints } from '../../lib/adapters/oidc/sign-in-endpoints.ts';
import { dashboardVariables } from '../../lib/contracts/environment/functions.ts';
import { readFiles } from './files.ts';
import { createHandler } from './handler.ts';

const { consoleUsers, clientId } = dashboardVariables.read(process.env);
const { issuer, scope } = consoleUsers;
const discoveryUrl = discoveryUrlOf(issuer, process.env.AWS_ENDPOINT_URL);

export const handler = createHandler({
  client: { issuer, clientId, scope },
  findEndpoints: createSignInEndpoints({ discoveryUrl, issuer, fetch }),
  // Beside this bundle.
  files: readFiles(join(import.meta.dirname, 'files')),
  log: (line) => process.stdout.write(line),
});
