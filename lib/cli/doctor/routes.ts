import * as z from 'zod';
import type { ProbeResponse } from '../../api-client/probe.ts';
import { adminRoutes } from '../../contracts/http/admin.ts';
import { routeKey } from '../../contracts/http/route.ts';
import type { Finding } from './check.ts';

const description = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('is not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }));

/** Checks that the deployment has every route that this CLI version calls. Deployments do not return their version. */
export function checkRoutes({ text }: ProbeResponse): Finding {
  const advice = 'Deploy this version, or use the CLI version of the deployment.';
  const parsed = description.safeParse(text);
  if (!parsed.success) {
    return {
      status: 'fail',
      found: 'the OpenAPI document of the deployment is not readable by this CLI version',
      advice,
    };
  }
  const routes = Object.values(adminRoutes);
  const missing = routes.filter(({ method, path }) => !parsed.data.paths[path]?.[method.toLowerCase()]);
  if (missing.length === 0) {
    return { status: 'ok', found: `the deployment has all ${routes.length} routes that this CLI calls` };
  }
  return { status: 'fail', found: `the deployment lacks ${missing.map(routeKey).join(', ')}`, advice };
}
