import { curl, keyHeaders } from '../../../lib/cli/curl.ts';
import { shellTemplate, shellWord } from '../../../lib/cli/shell-word.ts';
import { type LocalDeployment, localHostOf } from '../../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';

/** What there is to try of a profile once it is up. */
export interface Example {
  /** What the demo key may; what the profile has for keys of which nothing is said where it is left out. */
  readonly permissions?: readonly string[];
  /** The plan of the demo key's owner; none where it is left out. */
  readonly plan?: string;
  /** Commands to paste, in this order. */
  readonly steps: (context: ExampleContext) => readonly ExampleStep[];
}

export interface ExampleStep {
  readonly shows: string;
  readonly command: string;
}

/** A variable of the shell that holds a key or a session. */
export interface ShellVariable {
  readonly variable: string;
}

/** The variable in place of the demo key (null for no key), and another tenant. */
interface GivenCall {
  readonly value?: ShellVariable | null;
  readonly tenant?: string;
}

/** What the commands of a trial are made of. */
export interface ExampleContext {
  readonly deployment: Pick<LocalDeployment, 'demoKey' | 'demoKeyId'>;
  /** Whose the demo key is, by its id. */
  readonly owner: string;
  /** Calls the sample API behind an authorizer. */
  readonly callSample: (given?: GivenCall) => string;
  /** Calls the service behind the guard, which tells each cause by its own body. */
  readonly callGuarded: (given?: GivenCall) => string;
  /** Calls Postern's own API. */
  readonly callOwn: (path: string, value?: ShellVariable) => string;
}

export function exampleContextOf(
  { credentialLocations, tenancy }: Pick<Profile, 'credentialLocations' | 'tenancy'>,
  deployment: LocalDeployment,
  owner: string,
): ExampleContext {
  const { demoKey, sampleRestUrl, sampleGuardUrl, apiUrl } = deployment;
  const call = (url: string, { value: given, tenant = deployment.tenant }: GivenCall = {}) => {
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
