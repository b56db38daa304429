import { expect, it } from 'vitest';
import { userAgentOf } from '../../../lib/core/access/user-agent.ts';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';

it.each([
  ['curl/8.5.0', 'curl/8.5.0'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'Mozilla/5.0'],
  ['aws-sdk-js/3.1164.0 ua/2.1', 'aws-sdk-js/3.1164.0'],
  ['Go-http-client/1.1', 'Go-http-client/1.1'],
  ['node', 'node'],
  ['python-requests/2.32;x', 'python-requests/2.32'],
])('of %j a log tells %j', (userAgent, agent) => {
  expect(userAgentOf(userAgent)).toBe(agent);
});

it.each([undefined, '', ' curl/8', '<script>', 'x"}\n', '\u2028', `${'a'.repeat(25)}/1`, issuedKey().value])(
  'of %j it tells nothing',
  (userAgent) => {
    expect(userAgentOf(userAgent)).toBeUndefined();
  },
);
