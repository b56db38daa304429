import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { endpointOf } from '../../../lib/adapters/dynamodb-http/endpoint.ts';
import { stubbedClient } from '../../support/stubbed-client.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

const partitionsFile = z.object({
  partitionsInfo: z.object({ partitions: z.array(z.object({ regions: z.record(z.string(), z.unknown()) })) }),
});

/** All Regions that the SDK knows, by its file of partitions, which it does not export. */
async function sdkRegions(): Promise<readonly string[]> {
  const core = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
  const file = join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js');
  const { partitionsInfo } = partitionsFile.parse(await import(pathToFileURL(file).href));
  const regions = partitionsInfo.partitions.flatMap((partition) => Object.keys(partition.regions));
  return regions.filter((region) => !region.endsWith('-global'));
}

/** The URL to which the client of the SDK sends a request. */
async function sdkUrl(variables: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  let url = '';
  const client = new DynamoDBClient({
    ...stubbedClient(({ protocol, hostname, port, path }) => {
      url = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`;
      return { body: Buffer.from('{}') };
    }),
    region: variables.AWS_REGION ?? '',
  });
  await client.send(new ListTablesCommand());
  vi.unstubAllEnvs();
  return url;
}

describe('the endpoint', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['by default', {}],
    ['with FIPS', { AWS_USE_FIPS_ENDPOINT: 'true' }],
    ['with IPv6', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
    ['with FIPS and IPv6', { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }],
  ])('is that of the SDK in every Region of every partition, %s', async (_, settings) => {
    const regions = await sdkRegions();
    expect(regions.length).toBeGreaterThan(40);
    for (const AWS_REGION of regions) {
      const variables = { AWS_REGION, ...settings };
      expect(endpointOf(variables).url.href).toBe(await sdkUrl(variables));
    }
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['of the service', { AWS_ENDPOINT_URL_DYNAMODB: 'https://vpce-1.example.com' }],
    ['of all services', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }],
    [
      'of the service before all',
      { AWS_ENDPOINT_URL_DYNAMODB: 'http://a:1', AWS_ENDPOINT_URL: 'http://b:2' },
    ],
    ['ignored', { AWS_ENDPOINT_URL: 'http://b:2', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }],
  ])('takes the URL %s from the environment, as the SDK does', async (_, settings) => {
    const variables = { AWS_REGION: 'eu-west-1', ...settings };
    expect(endpointOf(variables)).toEqual({ url: new URL(await sdkUrl(variables)), region: 'eu-west-1' });
  });

  it('names the missing variable without a Region', () => {
    expect(() => endpointOf({})).toThrow('AWS_REGION is missing');
  });
});
