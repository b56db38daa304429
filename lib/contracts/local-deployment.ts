import * as z from 'zod';
import { ROLES } from '../core/owners/owner.ts';
import { keyId, keyValue, tenantId } from './http/fields.ts';
import { loopbackUrl } from './loopback.ts';

/** Where the local deployment describes itself, from the repository's root. */
export const LOCAL_DEPLOYMENT_FILE = '.postern/local.json';

/** Where people manage keys, and with what they sign in. */
const localConsole = z.object({
  /** The console's routes are below it. */
  url: loopbackUrl,
  /** As the tokens name it; they are asked for at `endpointUrl`. */
  issuer: z.url(),
  clientId: z.string(),
  scope: z.string(),
  callbackUrl: loopbackUrl,
  /** One for each role, members of `tenant`. */
  people: z.array(z.object({ role: z.enum(ROLES), email: z.email(), password: z.string() })),
});
export type LocalConsole = z.infer<typeof localConsole>;

/** What `npm start` writes for the CLI and the tests: where everything is, and what to call it with. */
export const localDeployment = z.object({
  endpointUrl: loopbackUrl,
  region: z.string(),
  /** The key contract that is deployed, by its name. */
  profile: z.string(),
  /** Postern's own API. Every client can resolve its host, for signed requests too. */
  apiUrl: loopbackUrl,
  sampleRestUrl: loopbackUrl,
  sampleHttpUrl: loopbackUrl,
  sampleGuardUrl: loopbackUrl,
  keyTable: z.string(),
  usageTable: z.string(),
  tenant: tenantId,
  demoKey: keyValue,
  demoKeyId: keyId,
  admin: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  /** Undefined where the stage has no people of its own. */
  console: localConsole.optional(),
});
export type LocalDeployment = z.infer<typeof localDeployment>;

/** The host name that stands for a tenant locally, where the profile takes the tenant from there. */
export function localHostOf(tenant: string): string {
  return `${tenant}.api.localhost`;
}
