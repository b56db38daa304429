import { profileFrom } from '../../lib/constructs/api-keys/profile.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { local } from '../../lib/stages/local.ts';
import { adminAccessKey } from './admin-user.ts';
import { consoleWithUsers } from './console.ts';
import { adminClient, demoData } from './demo.ts';
import { deploy, isBuilt, prepare } from './deploy.ts';
import { DeployedInputs } from './deployed-inputs.ts';
import { REGION } from './environment.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readLocalJson, writeLocalJson } from './local-json.ts';
import { readOutputs } from './outputs.ts';
import type { StateDirectory } from './state-directory.ts';
import type { Start } from './work.ts';

/**
 * Deploys on a running emulator unless the inputs are unchanged, restores the demo data, and writes `local.json`.
 * @throws Failure, or the reason of the signal
 */
export async function deployOn(
  { home, signal, progress, profile }: Start,
  endpointUrl: string,
  { again }: { again: boolean },
): Promise<LocalDeployment> {
  const inputs = new DeployedInputs(endpointUrl);
  const fingerprint = await fingerprintOf(home.root, profile);
  if (again || !isBuilt(home) || (await inputs.read()) !== fingerprint) {
    await inputs.forget();
    await progress.step('Build the app', (say) => prepare({ home, signal, say, profile }, endpointUrl));
    await progress.step('Deploy the app', (say) => deploy({ home, signal, say }, endpointUrl));
    await inputs.write(fingerprint);
  }
  const deployment = await progress.step('Prepare the demo tenant, console users, owner and key', () =>
    describe(home, endpointUrl, profileFrom(profile ?? local.profile)),
  );
  // Written also on interruption: the value of a new key cannot be read again.
  await writeLocalJson(home, deployment);
  signal.throwIfAborted();
  return deployment;
}

async function describe(
  home: StateDirectory,
  endpointUrl: string,
  profile: Profile,
): Promise<LocalDeployment> {
  const [outputs, known] = await Promise.all([readOutputs(endpointUrl), readLocalJson(home)]);
  // Every client can call this form: Node and Python do not resolve the names below localhost that the emulator offers.
  const gateway = `${endpointUrl}/_aws/execute-api`;
  const access = {
    endpointUrl,
    region: REGION,
    apiUrl: `${gateway}/${outputs.ApiId}`,
    admin: await adminAccessKey(endpointUrl, outputs.AdminUserName, known?.admin),
  };
  const client = adminClient(access);
  const demo = await demoData(client, profile, known);
  return {
    ...access,
    profile: profile.name,
    sampleRestUrl: `${gateway}/${outputs.SampleRestApiId}${stagePath(outputs.SampleRestUrl)}`,
    sampleHttpUrl: `${gateway}/${outputs.SampleHttpApiId}`,
    sampleGuardUrl: `${gateway}/${outputs.SampleGuardApiId}`,
    keyTable: outputs.KeyTableName,
    limitsTable: outputs.LimitsTableName,
    usageTable: outputs.UsageTableName,
    ...demo,
    console: await consoleWithUsers(client, { endpointUrl, outputs, tenant: demo.tenant }, known?.console),
  };
}

/** `/prod` of `https://….amazonaws.com/prod/`. */
function stagePath(restUrl: string): string {
  return new URL(restUrl).pathname.replace(/\/$/, '');
}
