import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import {
  CloudFormationClient,
  CreateStackCommand,
  waitUntilStackCreateComplete,
} from '@aws-sdk/client-cloudformation';
import { expect, inject, it } from 'vitest';
import { findAuthorizers } from '../../lib/api-client/gateway-authorizers.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { pythonFor } from '../support/python.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';
import { stackOutput } from './support/stack-resources.ts';

const { endpointUrl, region } = inject('deployment');
const cloudFormation = new CloudFormationClient(rootClient(endpointUrl));
const document = await readFile(join(import.meta.dirname, '../../docs/other-tools.md'), 'utf8');

/** An example of the page, for the stage of the tests. */
function example(marker: string): string {
  const [, code = ''] = new RegExp(`^\`\`\`${marker}\\n(.*?)^\`\`\`$`, 'ms').exec(document) ?? [];
  return code.replaceAll('/postern/prod/', '/postern/local/').replace('stage="prod"', 'stage="local"');
}

async function transformSam(template: string): Promise<string> {
  const python = await pythonFor('other-tools-requirements.txt');
  const script = join(import.meta.dirname, '../support/transform_sam.py');
  const env = { ...process.env, AWS_DEFAULT_REGION: region };
  const child = spawn(python, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(template);
  return text(child.stdout);
}

/** Synthesizes the app of the page with the Python in `POSTERN_PYTHON_CDK`, which has aws-cdk-lib. */
async function synthesizePython(app: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-python-cdk-'));
  try {
    await writeFile(join(folder, 'app.py'), app);
    await promisify(execFile)(process.env.POSTERN_PYTHON_CDK ?? '', ['app.py'], {
      cwd: folder,
      env: { ...process.env, CDK_OUTDIR: folder, CDK_VALIDATION: 'false' },
    });
    return await readFile(join(folder, 'Orders.template.json'), 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Deploys a template as a stack, and returns the ID of its API. */
async function deployTemplate(StackName: string, TemplateBody: string): Promise<string> {
  const Capabilities = ['CAPABILITY_IAM' as const];
  await cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities }));
  await waitUntilStackCreateComplete({ client: cloudFormation, maxWaitTime: 60, minDelay: 1 }, { StackName });
  return stackOutput(StackName, 'ApiId');
}

/** A read-only key is accepted until it is revoked, and the settings are those that `doctor --apis` accepts. */
async function expectProtection(apiId: string): Promise<void> {
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant, ['read']);
  const url = `${endpointUrl}/_aws/execute-api/${apiId}/orders`;
  const call = async (headers: Record<string, string>) => (await fetch(url, { headers })).status;
  const authorization = `Bearer ${value}`;
  const withKey = await call({ authorization });
  const without = await call({});
  await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
  const revoked = await call({ authorization });
  expect({ withKey, without, revoked }).toEqual({ withKey: 200, without: 403, revoked: 403 });

  const functionArn = await stackOutput('Postern-local-Access', 'AuthorizerArn');
  const { credentials } = rootClient(endpointUrl);
  const authorizers = await findAuthorizers({ region, credentials }, functionArn, endpointUrl);
  expect(authorizers.find(({ api }) => api.id === apiId)).toMatchObject({
    resultTtlSeconds: 0,
    identitySources: [],
    payloadFormat: '2.0',
    hasSimpleResponses: false,
  });
}

it('the CloudFormation template of the page protects an API', async () => {
  await expectProtection(await deployTemplate('OtherToolsPlain', example('yaml template')));
});

// The emulator does not import the OpenAPI document that SAM generates, so the registration is checked instead.
it('the SAM template of the page registers the authorizer for each route, with the documented settings', async () => {
  const { Api } = JSON.parse(await transformSam(example('yaml sam'))).Resources;
  const { paths, components } = Api.Properties.Body;
  expect(paths['/orders'].get.security).toEqual([{ Keys: [] }]);
  const registered = components.securitySchemes.Keys['x-amazon-apigateway-authorizer'];
  expect(registered).toMatchObject({
    type: 'request',
    authorizerResultTtlInSeconds: 0,
    identitySource: [],
    authorizerPayloadFormatVersion: '2.0',
  });
  expect(registered.enableSimpleResponses ?? false).toBe(false);
  expect(JSON.stringify(registered.authorizerUri)).toContain('AuthorizerArn');
});

// The Python packages of the CDK take 270 MB: POSTERN_PYTHON_CDK=/path/to/python runs this test with an existing installation.
it.runIf(process.env.POSTERN_PYTHON_CDK)('the Python CDK app of the page protects an API', async () => {
  const template = await synthesizePython(example('python app'));
  await expectProtection(await deployTemplate('OtherToolsPython', template));
});
