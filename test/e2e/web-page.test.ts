import { once } from 'node:events';
import { createServer } from 'node:http';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { expect, inject, it, onTestFinished } from 'vitest';
import { rootClient } from '../../scripts/local/environment.ts';
import { freePort } from '../../scripts/local/port.ts';
import { hasBrowser, openBrowser } from '../support/browser.ts';
import { rawRequest } from './support/raw-request.ts';

const { endpointUrl, sampleRestUrl, console: people } = inject('deployment');
const { port } = new URL(endpointUrl);

/** Requests that a browser sends to another site without a preflight: a form, or text. */
interface Attack {
  readonly name: string;
  readonly path: string;
  readonly body: string;
}

/** With the well-known root key of the emulator if the request needs credentials. */
const signed = (service: string) =>
  `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0&X-Amz-Credential=test/20260101/us-east-1/${service}/aws4_request`;
const TRUST = encodeURIComponent('{"Version":"2012-10-17","Statement":[]}');

const ATTACKS: readonly Attack[] = [
  {
    name: 'CreateRole',
    path: `/?${signed('iam')}`,
    body: `Action=CreateRole&Version=2010-05-08&RoleName=intruder&AssumeRolePolicyDocument=${TRUST}`,
  },
  {
    name: 'CreateFunction',
    path: `/2015-03-31/functions?${signed('lambda')}`,
    body: JSON.stringify({
      FunctionName: 'intruder',
      Runtime: 'nodejs24.x',
      Role: 'arn:aws:iam::000000000000:role/intruder',
      Handler: 'index.handler',
      Code: { ZipFile: '' },
    }),
  },
  {
    name: 'Invoke',
    path: `/2015-03-31/functions/intruder/invocations?${signed('lambda')}`,
    body: '{}',
  },
  { name: 'reset', path: '/_ministack/reset', body: '' },
  { name: 'config', path: '/_ministack/config', body: '{}' },
];

async function expectNothingHappened(): Promise<void> {
  const { Roles = [] } = await new IAMClient(rootClient(endpointUrl)).send(
    new ListRolesCommand({ MaxItems: 1000 }),
  );
  expect(Roles.length).toBeGreaterThan(0);
  expect(Roles.map(({ RoleName }) => RoleName)).not.toContain('intruder');
  const { Functions = [] } = await new LambdaClient(rootClient(endpointUrl)).send(new ListFunctionsCommand());
  expect(Functions.map(({ FunctionName }) => FunctionName)).not.toContain('intruder');
}

/** A site with another origin than the emulator. */
async function attackersSite(): Promise<string> {
  const server = createServer((_request, response) => response.end('<!doctype html><title>Attacker</title>'));
  const own = await freePort();
  server.listen(own, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `http://attacker.localhost:${own}/`;
}

it.skipIf(!hasBrowser)('pages of other sites cannot change the emulator, in a browser', async () => {
  const page = await (await openBrowser()).newPage();
  const statuses = new Map<string, number>();
  page.on('response', (response) => statuses.set(response.url(), response.status()));
  await page.goto(await attackersSite());
  for (const { path, body } of ATTACKS) {
    const url = `${endpointUrl}${path}`;
    const outcome = await page.evaluate(
      async ([target, text]) => {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const answer = await fetch(target, { method: 'POST', mode: 'no-cors', headers, body: text });
        return answer.type;
      },
      [url, body] as const,
    );
    expect(outcome).toBe('opaque');
    expect([...statuses].find(([sent]) => sent.startsWith(url.split('?')[0] ?? url))?.[1]).toBe(403);
  }
  await expectNothingHappened();
});

it.skipIf(!hasBrowser)(
  'pages of other sites can call a deployed API under its own CORS rules, and the sign-in page',
  async () => {
    const page = await (await openBrowser()).newPage();
    const statuses: number[] = [];
    await page.goto(await attackersSite());
    page.on('response', (response) => statuses.push(response.status()));
    for (const path of ['/health', '/hello']) {
      await page.evaluate((url) => fetch(url, { mode: 'no-cors' }), `${sampleRestUrl}${path}`);
    }
    expect(statuses).toEqual([200, 401]);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: people?.clientId ?? '',
      redirect_uri: people?.callbackUrl ?? '',
      scope: 'openid',
    });
    expect((await page.goto(`${endpointUrl}/oauth2/authorize?${query}`))?.status()).toBe(200);
  },
);

it.each(ATTACKS)(
  '$name is rejected with and without the headers that a browser adds',
  async ({ path, body }) => {
    const post = [
      `POST ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${body.length}`,
    ];
    for (const added of [
      [],
      ['Origin: https://attacker.example'],
      ['Origin: null'],
      ['Sec-Fetch-Site: cross-site'],
      ['Sec-Fetch-Site: same-site'],
      [`Origin: http://localhost:${port}`],
    ]) {
      const { status } = await rawRequest(endpointUrl, [...post, ...added], body);
      expect(status, added.join()).toBeOneOf(added.length === 0 ? [400, 403] : [403]);
    }
    await expectNothingHappened();
  },
);

it.each([
  ['attacker.example', 403],
  [`attacker.example:${port}`, 403],
  ['localhost.attacker.example', 403],
  ['127.0.0.1.attacker.example', 403],
  [`127.0.0.1:${port}`, 200],
  [`localhost:${port}`, 200],
  ['demo.api.localhost', 200],
])(
  'the host %s gets %i: a host name that resolves to this machine is not sufficient',
  async (host, status) => {
    const answer = await rawRequest(endpointUrl, ['GET /_ministack/health HTTP/1.1', `Host: ${host}`]);
    expect(answer.status).toBe(status);
  },
);

it.each([
  '/_ministack/config',
  '/_ministack/sqs/messages',
  '/_ministack/lambda-code/x',
  '/_localstack/init',
  '/%5Fministack/reset',
])('%s is disabled', async (path) => {
  for (const host of [`127.0.0.1:${port}`, `00000000.execute-api.localhost:${port}`]) {
    for (const method of ['GET', 'POST']) {
      const { status } = await rawRequest(endpointUrl, [
        `${method} ${path} HTTP/1.1`,
        `Host: ${host}`,
        'Content-Length: 0',
      ]);
      expect(status).toBe(403);
    }
  }
});

it.each([
  ['the key of an emulator as it is installed', { accessKeyId: 'test', secretAccessKey: 'test' }],
  ['an account as the key', { accessKeyId: '000000000000', secretAccessKey: 'test' }],
  ['the right key with a wrong secret', { ...rootClient(endpointUrl).credentials, secretAccessKey: 'test' }],
])('%s does not authenticate as root', async (_, credentials) => {
  const iam = new IAMClient({ ...rootClient(endpointUrl), credentials });
  await expect(iam.send(new ListRolesCommand())).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});
