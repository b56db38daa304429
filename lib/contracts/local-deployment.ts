import * as z from 'zod';
import { ROLES } from '../core/owners/owner.ts';
import { keyId, keyValue, tenantId } from './http/fields.ts';
import { loopbackUrl } from './loopback.ts';

/** The file with the description of the local deployment, relative to the root of the repository. */
export const LOCAL_DEPLOYMENT_FILE = '.postern/local.json';

/** The console API of the local deployment, and its users. */
const localConsole = z.object({
  /** The base URL of the console routes. */
  url: loopbackUrl,
  /** The issuer in the tokens. Request tokens at `endpointUrl`. */
  issuer: z.url(),
  clientId: z.string(),
  scope: z.string(),
  callbackUrl: loopbackUrl,
  /** Undefined without the dashboard. */
  dashboardUrl: loopbackUrl.optional(),
  /** One user per role, all members of `tenant`. */
  people: z.array(z.object({ role: z.enum(ROLES), email: z.email(), password: z.string() })),
});
export type LocalConsole = z.infer<typeof localConsole>;

/** The URLs and credentials that `npm start` writes for the CLI and the tests. */
export const localDeployment = z.object({
  endpointUrl: loopbackUrl,
  region: z.string(),
  /** The name of the deployed key profile. */
  profile: z.string(),
  /** Postern's own API. Every client can resolve its host name, also for signed requests. */
  apiUrl: loopbackUrl,
  sampleRestUrl: loopbackUrl,
  sampleHttpUrl: loopbackUrl,
  sampleGuardUrl: loopbackUrl,
  keyTable: z.string(),
  limitsTable: z.string(),
  usageTable: z.string(),
  tenant: tenantId,
  demoKey: keyValue,
  demoKeyId: keyId,
  admin: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Undefined if the stage has no console users. */
  console: localConsole.optional(),
});
export type LocalDeployment = z.infer<typeof localDeployment>;

/** The local host name of a tenant, for profiles with tenancy by host. */
export function localHostOf(tenant: string): string {
  return `${tenant}.api.localhost`;
}
