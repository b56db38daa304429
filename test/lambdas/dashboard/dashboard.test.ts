import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFiles } from '../../../lambdas/dashboard/files.ts';
import { createHandler } from '../../../lambdas/dashboard/handler.ts';
import { dashboardConfig } from '../../../lib/contracts/http/dashboard.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';

const ENDPOINTS = {
  authorizationEndpoint: 'https://id.example/authorize',
  tokenEndpoint: 'https://tokens.example/token',
  endSessionEndpoint: null,
  revocationEndpoint: null,
};
const CLIENT = { issuer: 'https://id.example', clientId: 'dashboard', scope: 'postern/console' };
const FILES = {
  'index.html': '<!doctype html>',
  'index.html.br': 'brotli page',
  'index.html.gz': 'gzip page',
  'assets/start-1.js': 'export {}',
  'assets/start-1.js.gz': 'gzip script',
  'assets/font-1.woff2': 'font',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postern-dashboard-'));
  await mkdir(join(folder, 'files/assets'), { recursive: true });
  await writeFile(join(folder, 'secret.js'), 'outside');
  for (const [file, text] of Object.entries(FILES)) await writeFile(join(folder, 'files', file), text);
});
afterAll(() => rm(folder, { recursive: true }));

interface Get {
  readonly method?: 'GET' | 'HEAD';
  /** The path below `/dashboard`. */
  readonly file?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly findEndpoints?: () => Promise<typeof ENDPOINTS>;
}

async function get({ method = 'GET', file, headers = {}, findEndpoints = async () => ENDPOINTS }: Get = {}) {
  const lines: string[] = [];
  const handler = createHandler({
    client: CLIENT,
    findEndpoints,
    files: readFiles(join(folder, 'files')),
    log: (line) => lines.push(line),
  });
  const path = file === undefined ? '/dashboard' : '/dashboard/{file+}';
  const params: Record<string, string> = file === undefined ? {} : { file };
  const reply = await handler(
    httpApiEvent({ route: { method, path }, params, headers, authorizer: undefined }),
  );
  const text = reply.isBase64Encoded ? Buffer.from(reply.body, 'base64').toString() : reply.body;
  return { ...reply, text, lines };
}

describe('the page', () => {
  it('is served at the address of the dashboard, and is never used without revalidation', async () => {
    const { statusCode, headers, text } = await get();
    expect({ statusCode, text }).toEqual({ statusCode: 200, text: '<!doctype html>' });
    expect(headers).toMatchObject({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-cache',
      Vary: 'Accept-Encoding',
    });
  });

  it('runs only its own scripts, and connects only to its API and the token endpoint', async () => {
    const { headers } = await get();
    const policy = headers['Content-Security-Policy']?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self' https://tokens.example",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(headers).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    });
  });

  it.each([
    ['br, gzip', 'br', 'brotli page'],
    ['gzip', 'gzip', 'gzip page'],
    ['identity', undefined, '<!doctype html>'],
    ['br;q=0, *;q=0', undefined, '<!doctype html>'],
  ])('is encoded as the client accepts: %s', async (accepted, encoding, expected) => {
    const { headers, text } = await get({ headers: { 'accept-encoding': accepted } });
    expect({ encoding: headers['Content-Encoding'], text }).toEqual({ encoding, text: expected });
  });

  it('is not sent again if it did not change', async () => {
    const { headers } = await get();
    const again = await get({ headers: { 'if-none-match': headers.ETag ?? '' } });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  it('has no body in the reply to a HEAD request', async () => {
    expect(await get({ method: 'HEAD' })).toMatchObject({ statusCode: 200, text: '' });
  });

  it('opens while the identity provider does not respond, which is logged', async () => {
    const findEndpoints = () => Promise.reject(new UnavailableError('no response'));
    const { statusCode, headers, lines } = await get({ findEndpoints });
    expect(statusCode).toBe(200);
    expect(headers['Content-Security-Policy']).toContain("connect-src 'self';");
    expect(lines).toHaveLength(1);
    expect(await get({ file: 'config.json', findEndpoints })).toMatchObject({ statusCode: 503 });
  });
});

it.each(['assets/start-1.js', 'dashboard/assets/start-1.js'])(
  'assets are cached permanently, at the address with and without a slash: %s',
  async (file) => {
    const { headers, text } = await get({ file, headers: { 'accept-encoding': 'br, gzip' } });
    expect(text).toBe('gzip script');
    expect(headers['Cache-Control']).toBe('public, max-age=31536000, immutable');
  },
);

it('config.json has the sign-in settings and no other', async () => {
  const { headers, body } = await get({ file: 'config.json' });
  expect(dashboardConfig.strict().parse(JSON.parse(body))).toEqual({ ...CLIENT, ...ENDPOINTS });
  expect(headers['Cache-Control']).toBe('no-store');
});

it.each([
  'assets/missing.js',
  '../secret.js',
  'assets/../../secret.js',
  'index.html.br',
  'assets',
  '__proto__',
  '%2e%2e/secret.js',
])('a path that is not in the build is not found: %s', async (file) => {
  const { statusCode, headers } = await get({ file });
  expect(statusCode).toBe(404);
  expect(headers['X-Content-Type-Options']).toBe('nosniff');
});
