import { describe, expect, it } from 'vitest';
import { accessVariables } from '../../../lib/contracts/environment/access.ts';
import { auditVariables, checkVariables } from '../../../lib/contracts/environment/audit.ts';
import {
  collectKeyMetricsVariables,
  controlApiVariables,
  publicApiVariables,
  selfServiceVariables,
} from '../../../lib/contracts/environment/functions.ts';
import { rotationTarget } from '../../../lib/contracts/environment/rotation.ts';
import type { Variables } from '../../../lib/contracts/environment/variables.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { rate } from '../../support/limits.ts';

const LIMITS = { maxRunMs: 1, clockSkewMs: 2, propagationMs: 3, rotationTimeoutMs: 4, resyncIntervalMs: 5 };
const VALUES = {
  keyTable: 'keys',
  limitsTable: 'limits',
  profile: defaultProfile,
  plans: { free: { apiLimits: { perMinute: 60 } } },
  routes: { 'GET /orders': 'orders:read', 'GET /health': null },
  trustedHost: 'host-header',
  forwardedProto: true,
  consoleUsers: { issuer: 'https://issuer.example', scope: 'console', roleClaim: 'role' },
  usageTable: 'usage',
  auditTable: 'audit',
  auditArchive: undefined,
  auditRetentionDays: 400,
  audit: { auditTable: 'audit', auditArchive: 'links', auditRetentionDays: 400 },
  rotationTarget: { rotateKeyFunction: 'arn:rotate', limits: LIMITS },
  tenantLimits: [rate()],
  tenantSuspension: true,
  costs: { 'POST /reports': 10 },
  rotateKeyFunction: 'arn:rotate',
  limits: LIMITS,
  heartbeatParameter: undefined,
  alarmPrefix: 'Postern-prod-Monitoring',
} as const;

/** Each environment with the values above, as it is written and read again. */
const ENVIRONMENTS: readonly [string, Variables, (variables: NodeJS.ProcessEnv) => object][] = [
  ['access', accessVariables.write(VALUES), accessVariables.read],
  ['public API', publicApiVariables.write(VALUES), publicApiVariables.read],
  ['self-service', selfServiceVariables.write(VALUES), selfServiceVariables.read],
  ['control API', controlApiVariables.write(VALUES), controlApiVariables.read],
  ['audit', auditVariables.write(VALUES), auditVariables.read],
  ['audit check', checkVariables.write(VALUES), checkVariables.read],
  ['key metrics', collectKeyMetricsVariables.write(VALUES), collectKeyMetricsVariables.read],
  ['rotation target', rotationTarget.write(VALUES), rotationTarget.read],
];

describe.each(ENVIRONMENTS)('the environment of %s', (_, written, read) => {
  it('is read as it was written', () => {
    const values = read(written);
    expect(Object.keys(values).length).toBeGreaterThan(0);
    expect(VALUES).toMatchObject(values);
  });

  it('fails with the name of a variable that is empty or invalid, or treats it as missing', () => {
    const rejected = Object.keys(written).filter((name) => {
      try {
        read({ ...written, [name]: '' });
        return false;
      } catch (error) {
        expect(String(error)).toContain(name);
        return true;
      }
    });
    expect(rejected.length).toBeGreaterThan(0);
  });
});

it.each([
  ['POSTERN_TRUSTED_HOST', 'localhost', 'domain-name, host-header, forwarded-host'],
  ['POSTERN_FORWARDED_PROTO', 'yes', 'true, false'],
  ['POSTERN_TENANT_SUSPENSION', 'on', 'true, false'],
  ['POSTERN_PROFILE', 'none', 'default'],
  ['POSTERN_PLANS', '{"free":1}', 'limits'],
  ['POSTERN_ROUTES', '{"GET /":1}', 'permissions'],
  ['POSTERN_COSTS', '{"GET /":1001}', 'costs'],
  ['POSTERN_COSTS', '{"GET /":', 'costs'],
  ['POSTERN_PROFILE', '{"name":', 'custom profile'],
  ['POSTERN_TENANT_LIMITS', '[{"name":"requests"}]', 'limits'],
])('rejects %s with the value %j and the allowed values', (name, wrong, allowed) => {
  const variables = { ...accessVariables.write(VALUES), [name]: wrong };
  expect(() => accessVariables.read(variables)).toThrow(name);
  expect(() => accessVariables.read(variables)).toThrow(allowed);
});
