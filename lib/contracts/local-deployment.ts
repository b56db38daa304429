import * as z from 'zod';

/** Where the local deployment describes itself, from the repository's root. */
export const LOCAL_DEPLOYMENT_FILE = '.postern/local.json';

/** What `npm start` writes for the CLI and the tests: where everything is, and what to call it with. */
export const localDeployment = z.object({
  endpointUrl: z.url(),
  region: z.string(),
  /** The key contract that is deployed, by its name. */
  profile: z.string(),
  /** Postern's own API, in the form that requests are signed for; Node can't look its host up. */
  apiUrl: z.url(),
  sampleRestUrl: z.url(),
  sampleHttpUrl: z.url(),
  sampleGuardUrl: z.url(),
  keyTable: z.string(),
  tenant: z.string(),
  demoKey: z.string(),
  demoKeyId: z.string(),
  admin: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
});
export type LocalDeployment = z.infer<typeof localDeployment>;

/** The host name that stands for a tenant locally, where the profile takes the tenant from there. */
export function localHostOf(tenant: string): string {
  return `${tenant}.api.localhost`;
}
