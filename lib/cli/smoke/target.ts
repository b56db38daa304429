import { readingRoutes } from '../../contracts/http/key-holder-routes.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { LocalDeployment } from '../../contracts/local-deployment.ts';
import { localHostOf } from '../../contracts/local-deployment.ts';
import type { CliContext } from '../cli-context.ts';
import { keyHeaders } from '../curl.ts';
import type { Description } from '../doctor/description.ts';

/** A route that is called with keys. */
export interface Target {
  readonly url: string;
  /** Whether the route requires a permission. */
  readonly needsPermission: boolean;
  /** Sends a GET with the value, or without a credential for null, and returns the status. */
  readonly call: (value: string | null) => Promise<number>;
}

interface TargetProps {
  readonly get: CliContext['get'];
  readonly profile: KeyProfileView;
  readonly local: LocalDeployment | undefined;
  readonly tenant: string;
}

/** Calls a URL as a key holder of the tenant does. */
export function createTarget(
  url: string,
  needsPermission: boolean,
  { get, profile, local, tenant }: TargetProps,
): Target {
  const host = local ? localHostOf(tenant) : new URL(url).host;
  return {
    url,
    needsPermission,
    call: async (value) => (await get(url, { headers: keyHeaders(profile, { value, host }) })).status,
  };
}

/** Postern's own route that accepts every key; undefined if the deployment has none. */
export function ownRoute(apiUrl: string, { paths }: Pick<Description, 'paths'>): string | undefined {
  const path = Object.values(readingRoutes)
    .map((route) => route.path)
    .find((each) => Object.hasOwn(paths, each));
  return path && apiUrl.replace(/\/$/, '') + path;
}
