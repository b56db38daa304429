import { join } from 'node:path';
import { local } from '../../lib/stages/local.ts';
import { adminAccessKey } from '../local/admin-user.ts';
import type { SignIn } from '../local/authorization-code.ts';
import { run } from '../local/command.ts';
import { allowDashboard } from '../local/dashboard-url.ts';
import { bootstrap, deploy } from '../local/deploy.ts';
import { REGION, rootEnvironment } from '../local/environment.ts';
import { readOutputs } from '../local/outputs.ts';
import type { Work } from '../local/work.ts';
import { PRODUCTS, type ProductName } from './products.ts';

/** The endpoints and credentials of one deployed product. */
export interface ProductDeployment {
  readonly profile: ProductName;
  readonly endpointUrl: string;
  readonly region: string;
  /** The URL of Postern's API that requests are signed for. */
  readonly apiUrl: string;
  /** The URL of Postern's API without a host name that needs DNS. */
  readonly apiPlainUrl: string;
  readonly sampleRestUrl: string;
  readonly sampleHttpUrl: string;
  readonly sampleGuardUrl: string;
  readonly keyTable: string;
  readonly limitsTable: string;
  readonly usageTable: string;
  readonly admin: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The sign-in settings of the console users. */
  readonly people: Omit<SignIn, 'endpointUrl'> & { readonly userPoolId: string };
  /** The address of the dashboard. */
  readonly dashboardUrl: string;
}

export type ProductDeployments = Readonly<Record<ProductName, ProductDeployment>>;

/** Deploys the five products on a running emulator. @throws Failure */
export async function deployProducts(work: Work, endpointUrl: string): Promise<ProductDeployments> {
  await bootstrap(work, endpointUrl);
  await redeployProducts(work, endpointUrl);
  const [mindhunters, mindset, minds, mindkey, mindbridge] = await Promise.all(
    PRODUCTS.map((profile) => describe(profile, endpointUrl)),
  );
  if (!mindhunters || !mindset || !minds || !mindkey || !mindbridge)
    throw new Error('A product has no deployment');
  return { mindhunters, mindset, minds, mindkey, mindbridge };
}

/** Synthesizes the products from the sources in the root of `home` and deploys the stacks that changed. @throws Failure */
export async function redeployProducts(work: Work, endpointUrl: string): Promise<void> {
  const { home } = work;
  await run(work, {
    file: process.execPath,
    args: [join(home.root, 'scripts/conformance/app.ts'), home.cloudAssembly],
    cwd: home.root,
    env: rootEnvironment(home, endpointUrl),
    explain: (reason) => `Synthesis of the products failed (${reason}). The full output is in ${home.log}.`,
  });
  await deploy(work, endpointUrl);
}

async function describe(profile: ProductName, endpointUrl: string): Promise<ProductDeployment> {
  const outputs = await readOutputs(endpointUrl, profile);
  const { port } = new URL(endpointUrl);
  const gateway = `${endpointUrl}/_aws/execute-api`;
  const { pathname } = new URL(outputs.SampleRestUrl);
  return {
    profile,
    endpointUrl,
    region: REGION,
    apiUrl: `http://${outputs.ApiId}.execute-api.localhost:${port}`,
    apiPlainUrl: `${gateway}/${outputs.ApiId}`,
    sampleRestUrl: `${gateway}/${outputs.SampleRestApiId}${pathname.replace(/\/$/, '')}`,
    sampleHttpUrl: `${gateway}/${outputs.SampleHttpApiId}`,
    sampleGuardUrl: `${gateway}/${outputs.SampleGuardApiId}`,
    keyTable: outputs.KeyTableName,
    limitsTable: outputs.LimitsTableName,
    usageTable: outputs.UsageTableName,
    admin: await adminAccessKey(endpointUrl, outputs.AdminUserName, undefined),
    dashboardUrl: await allowDashboard(endpointUrl, outputs),
    people: {
      userPoolId: outputs.UserPoolId ?? '',
      clientId: outputs.SignInClientId ?? '',
      scope: outputs.SignInScope ?? '',
      callbackUrl: local.signInCallbackUrls[0],
    },
  };
}
