import { adminRoutes } from '../../contracts/http/admin.ts';
import { routeKey } from '../../contracts/http/route.ts';
import type { Finding } from './check.ts';
import type { Description } from './description.ts';

/** The prefix of the paths of the admin API. */
const ADMIN_PATHS = '/admin/';

const OLDER_DEPLOYMENT =
  'The deployment is older than this CLI. Deploy this version, or use the CLI version of the deployment.';
const OLDER_CLI = 'The CLI is older than the deployment. Update the CLI to the version of the deployment.';
const DIFFERENT = 'Use the CLI version of the deployment, or deploy this version.';

/**
 * Compares the routes of the deployment with those of this CLI version, and names the side that is older. A newer deployment is
 * a warning, because clients ignore what they do not know.
 */
export function checkRoutes({ paths }: Description): Finding {
  const known = new Set(Object.values(adminRoutes).map(routeKey));
  const deployed = new Set(deployedRoutes(paths));
  const missing = [...known].filter((key) => !deployed.has(key)).join(', ');
  const added = [...deployed].filter((key) => !known.has(key)).join(', ');
  if (missing) {
    const found = `the deployment lacks ${missing}${added && `, and has ${added} in addition`}`;
    return { status: 'fail', found, advice: added ? DIFFERENT : OLDER_DEPLOYMENT };
  }
  if (added) return { status: 'warn', found: `the deployment also has ${added}`, advice: OLDER_CLI };
  return { status: 'ok', found: `the deployment has all ${known.size} routes that this CLI calls` };
}

/** The keys of the admin routes in an OpenAPI document. */
function deployedRoutes(paths: Description['paths']): readonly string[] {
  return Object.entries(paths)
    .filter(([path]) => path.startsWith(ADMIN_PATHS))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
}
