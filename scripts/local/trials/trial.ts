import { curl, keyHeaders } from '../../../lib/cli/curl.ts';
import { type LocalDeployment, localHostOf } from '../../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** What there is to try of a profile once it is up. */
export interface Trial {
  /** What the demo key may; what the profile has for keys of which nothing is said where it is left out. */
  readonly permissions?: readonly string[];
  /** The plan of the demo key's owner; none where it is left out. */
  readonly plan?: string;
  /** Commands to paste, in this order. */
  readonly steps: (scene: Scene) => readonly Step[];
}

export interface Step {
  readonly shows: string;
  readonly command: string;
}

/** What the commands of a trial are made of. */
export interface Scene {
  readonly deployment: Pick<LocalDeployment, 'demoKey' | 'demoKeyId'>;
  /** Whose the demo key is, by its id. */
  readonly owner: string;
  /** Calls the sample API as the profile has it; with what is given in place of the demo key, or with null for none. */
  readonly callSample: (given?: { readonly value?: string | null; readonly tenant?: string }) => string;
  /** Calls Postern's own API. */
  readonly callOwn: (path: string, value?: string) => string;
}

export function sceneOf(
  { places, tenancy }: Pick<Profile, 'places' | 'tenancy'>,
  deployment: Pick<LocalDeployment, 'demoKey' | 'demoKeyId' | 'sampleRestUrl' | 'apiUrl' | 'tenant'>,
  owner: string,
): Scene {
  const { demoKey, sampleRestUrl, apiUrl } = deployment;
  const headers = (value: string | null, tenant = deployment.tenant) =>
    keyHeaders({ credentials: places, tenancy }, { value, host: localHostOf(tenant) });
  return {
    deployment,
    owner,
    callSample: ({ value = demoKey, tenant } = {}) => curl(`${sampleRestUrl}/hello`, headers(value, tenant)),
    callOwn: (path, value = demoKey) => curl(apiUrl + path, headers(value)),
  };
}
