import { expect, inject, it } from 'vitest';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { readingRoutes } from '../../lib/contracts/http/key-holder-routes.ts';
import { publicRoutes } from '../../lib/contracts/http/public-routes.ts';
import { hostOf, rawRequest } from './support/raw-request.ts';

const { apiUrl, demoKey, tenant } = inject('deployment');
const host = hostOf(apiUrl);

const ADMIN_PATHS = [...new Set(Object.values(adminRoutes).map(({ path }) => path))].map((path) =>
  path.replace('{tenant}', tenant).replace('{owner}', 'demo').replace('{key}', 'x'),
);
const PUBLIC_PREFIXES = [
  '',
  ...Object.values({ ...readingRoutes, ...publicRoutes }).map(({ path }) => path),
  '/dashboard',
];

/** Path segments between a public prefix and an admin path that some parser reads as `/../`. */
const STEPS = [
  '/..',
  '/%2e%2e',
  '/.%2e',
  '/%252e%252e',
  '/..%2f..',
  '/..;',
  '\\..',
  '/%5c..',
  '/..%5c',
  '//..',
  '/./..',
  '/%00/..',
];
/** Alternative spellings of an admin path. */
const DISGUISES: ReadonlyArray<(path: string) => string> = [
  (path) => path.replace('/admin', '//admin'),
  (path) => path.replace('/admin', '/%61dmin'),
  (path) => path.replace('/admin', '/ADMIN'),
  (path) => path.replaceAll('/', '%2f').replace('%2f', '/'),
  (path) => path.replaceAll('/', '\\').replace('\\', '/'),
  (path) => path.replace('/admin', '/./admin'),
  (path) => `${path}/%2e`,
  (path) => `${path};x=y`,
  (path) => `${path}%00`,
  (path) => `${path}%0d%0aX-Injected:1`,
];

const paths = ADMIN_PATHS.flatMap((path) => [
  path,
  ...DISGUISES.map((disguise) => disguise(path)),
  ...PUBLIC_PREFIXES.flatMap((prefix) => STEPS.map((step) => `${prefix}${step}${path}`)),
]);

it.each(['GET', 'POST'])(
  'no spelling of an admin path reaches the control API without IAM (%s)',
  async (method) => {
    for (const path of paths) {
      const { status, head } = await rawRequest(apiUrl, [
        `${method} ${path} HTTP/1.1`,
        `Host: ${host}`,
        `X-Api-Key: ${demoKey}`,
      ]);
      expect(status, path).toBeGreaterThanOrEqual(400);
      expect(status, path).toBeLessThan(500);
      // The control API sends no-store with every response. The dashboard does too, with a policy that allows its scripts.
      expect(head.includes('no-store') && !head.includes('script-src'), path).toBe(false);
    }
  },
);
