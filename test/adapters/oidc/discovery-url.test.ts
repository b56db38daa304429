import { expect, it } from 'vitest';
import { discoveryUrlOf } from '../../../lib/adapters/oidc/discovery-url.ts';

const POOL = 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_a1B2c3';
const EMULATOR = 'http://127.0.0.1:4566';

it.each([
  [POOL, undefined, `${POOL}/.well-known/openid-configuration`],
  [POOL, EMULATOR, `${EMULATOR}/eu-central-1_a1B2c3/.well-known/openid-configuration`],
  ['https://id.example', undefined, 'https://id.example/.well-known/openid-configuration'],
  ['https://id.example/', undefined, 'https://id.example/.well-known/openid-configuration'],
  ['https://id.example/a', EMULATOR, 'https://id.example/a/.well-known/openid-configuration'],
  [
    'https://cognito-idp.eu-central-1.amazonaws.com.evil.example/x',
    EMULATOR,
    'https://cognito-idp.eu-central-1.amazonaws.com.evil.example/x/.well-known/openid-configuration',
  ],
])('the issuer %s with AWS at %s describes itself at %s', (issuer, endpoint, url) => {
  expect(discoveryUrlOf(issuer, endpoint)).toBe(url);
});
