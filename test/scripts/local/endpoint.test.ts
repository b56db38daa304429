import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { assertAnswers, namedEndpoint } from '../../../scripts/local/endpoint.ts';
import { Failure } from '../../../scripts/local/failure.ts';
import { endpointAt, freePort } from '../../../scripts/local/port.ts';

it('returns no URL if AWS_ENDPOINT_URL is not set', () => {
  expect(namedEndpoint({})).toBeUndefined();
  expect(namedEndpoint({ AWS_ENDPOINT_URL: '' })).toBeUndefined();
});

it.each([
  ['http://127.0.0.1:4566', 'http://127.0.0.1:4566'],
  ['http://127.0.0.1:4566/', 'http://127.0.0.1:4566'],
  ['http://127.1.2.3:80', 'http://127.1.2.3'],
  ['http://[::1]:4566', 'http://[::1]:4566'],
  ['http://localhost:4566', 'http://127.0.0.1:4566'],
])('accepts %s, which is this machine', (given, taken) => {
  expect(namedEndpoint({ AWS_ENDPOINT_URL: given })).toBe(taken);
});

it.each([
  'https://dynamodb.us-east-1.amazonaws.com',
  'http://10.0.0.1:4566',
  'http://0.0.0.0:4566',
  'http://localhost.example.com:4566',
  'http://127.0.0.1.example.com:4566',
  'http://example.com:4566/?127.0.0.1',
  'http://127.0.0.1:4566@example.com',
  'https://127.0.0.1:4566',
  'file:///127.0.0.1',
  'localhost:4566',
])('rejects %s, which is not clearly an emulator on this machine', (given) => {
  expect(() => namedEndpoint({ AWS_ENDPOINT_URL: given })).toThrow(Failure);
});

it('does not print credentials of an endpoint', () => {
  const given = 'http://ada:s3cr3t@example.com';
  expect(() => namedEndpoint({ AWS_ENDPOINT_URL: given })).toThrow(/^(?!.*s3cr3t).*example\.com/);
});

it('rejects an emulator that does not respond, with the next step', async () => {
  const denial = assertAnswers(endpointAt(await freePort()));
  await expect(denial).rejects.toThrow(/^No emulator responds at .*\. Start it, or unset AWS_ENDPOINT_URL/);
});

it('rejects another program at the URL of the emulator', async () => {
  const port = await freePort();
  await using _other = createServer((_, response) => response.writeHead(404).end()).listen(port, '127.0.0.1');
  await expect(assertAnswers(endpointAt(port))).rejects.toThrow(/^No emulator responds/);
});
