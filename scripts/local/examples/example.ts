import { curl, keyHeaders } from '../../../lib/cli/curl.ts';
import { shellTemplate, shellWord } from '../../../lib/cli/shell-word.ts';
import { type LocalDeployment, localHostOf } from '../../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** The example commands of a profile. */
export interface Example {
  /** Permissions of the demo key (default: those of the profile). */
  readonly permissions?: readonly string[];
  /** Plan of the owner of the demo key (default: none). */
  readonly plan?: string;
  /** Commands to paste, in this order. */
  readonly steps: (context: ExampleContext) => readonly ExampleStep[];
}

export interface ExampleStep {
  readonly shows: string;
  readonly command: string;
}

/** A shell variable that contains a key or a session. */
export interface ShellVariable {
  readonly variable: string;
}

/** Overrides of the demo key (null: no key) and the tenant. */
interface CallOverrides {
  readonly value?: ShellVariable | null;
  readonly tenant?: string;
}

/** The values and functions for example commands. */
export interface ExampleContext {
  readonly deployment: Pick<LocalDeployment, 'demoKey' | 'demoKeyId'>;
  /** ID of the owner of the demo key. */
  readonly owner: string;
  /** Calls the sample API behind an authorizer. */
  readonly callSample: (given?: CallOverrides) => string;
  /** Calls the service behind the guard, which has a response body for each cause. */
  readonly callGuarded: (given?: CallOverrides) => string;
  /** Calls the API of Postern. */
  readonly callOwn: (path: string, value?: ShellVariable) => string;
}

export function exampleContextOf(
  { credentialLocations, tenancy }: Pick<Profile, 'credentialLocations' | 'tenancy'>,
  deployment: LocalDeployment,
  owner: string,
): ExampleContext {
  const { demoKey, sampleRestUrl, sampleGuardUrl, apiUrl } = deployment;
  const call = (url: string, { value: given, tenant = deployment.tenant }: CallOverrides = {}) => {
    const value = given === undefined ? demoKey : given && `$${given.variable}`;
    const headers = keyHeaders(
      { credentials: credentialLocations, tenancy },
      { value, host: localHostOf(tenant) },
    );
    return curl(url, headers, given ? shellTemplate : shellWord);
  };
  return {
    deployment,
    owner,
    callSample: (given) => call(`${sampleRestUrl}/hello`, given),
    callGuarded: (given) => call(`${sampleGuardUrl}/hello`, given),
    callOwn: (path, value) => call(apiUrl + path, { value }),
  };
}
