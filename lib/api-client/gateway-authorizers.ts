import * as z from 'zod';
import type { Deployment } from './deployment.ts';
import { GatewayError } from './errors.ts';
import { createSignedTransport } from './signed-transport.ts';
import type { Transport } from './transport.ts';

/** A Lambda authorizer as it is registered with an API, with the defaults of API Gateway for absent settings. */
export interface RegisteredAuthorizer {
  readonly api: { readonly id: string; readonly name: string; readonly kind: 'HTTP' | 'REST' };
  readonly id: string;
  readonly name: string;
  /** `REQUEST`, or `TOKEN` for REST APIs. */
  readonly type: string;
  readonly resultTtlSeconds: number;
  readonly identitySources: readonly string[];
  /** Only for HTTP APIs. */
  readonly payloadFormat: string | undefined;
  readonly hasSimpleResponses: boolean;
  /** Whether the API has a gateway response for denials with 401. Always true for HTTP APIs, which cannot have one. */
  readonly hasUnauthorizedResponse: boolean;
}

/** The time for which API Gateway caches the result of an authorizer of a REST API without a setting. */
const REST_DEFAULT_TTL_SECONDS = 300;

const httpApis = z.object({
  items: z.array(z.object({ apiId: z.string(), name: z.string(), protocolType: z.string() })).default([]),
  nextToken: z.string().nullish(),
});
const httpAuthorizers = z.object({
  items: z
    .array(
      z.object({
        authorizerId: z.string(),
        name: z.string(),
        authorizerType: z.string(),
        authorizerUri: z.string().nullish(),
        authorizerResultTtlInSeconds: z.number().nullish(),
        authorizerPayloadFormatVersion: z.string().nullish(),
        enableSimpleResponses: z.boolean().nullish(),
        identitySource: z.array(z.string()).nullish(),
      }),
    )
    .default([]),
  nextToken: z.string().nullish(),
});
const restApis = z.object({
  item: z.array(z.object({ id: z.string(), name: z.string() })).default([]),
  position: z.string().nullish(),
});
const restAuthorizers = z.object({
  item: z
    .array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: z.string(),
        authorizerUri: z.string().nullish(),
        authorizerResultTtlInSeconds: z.number().nullish(),
        identitySource: z.string().nullish(),
      }),
    )
    .default([]),
});
const gatewayResponses = z.object({
  item: z.array(z.object({ responseType: z.string(), defaultResponse: z.boolean().nullish() })).default([]),
});

/**
 * Every authorizer of the HTTP and REST APIs of a Region that calls a function.
 *
 * @param endpoint the URL of API Gateway, for tests
 * @throws GatewayError with the status of API Gateway, UnreachableError, CredentialsError
 */
export async function findAuthorizers(
  { region, credentials }: Pick<Deployment, 'region' | 'credentials'>,
  functionArn: string,
  endpoint = `https://apigateway.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
): Promise<readonly RegisteredAuthorizer[]> {
  const send = createSignedTransport({ apiUrl: endpoint, region, credentials }, 'apigateway');
  const [http, rest] = await Promise.all([
    findHttpAuthorizers(send, functionArn),
    findRestAuthorizers(send, functionArn),
  ]);
  return [...http, ...rest];
}

async function findHttpAuthorizers(send: Transport, functionArn: string): Promise<RegisteredAuthorizer[]> {
  const found: RegisteredAuthorizer[] = [];
  let next: string | undefined;
  do {
    const page = await read(send, httpApis, '/v2/apis', next === undefined ? {} : { nextToken: next });
    for (const { apiId, name, protocolType } of page.items) {
      if (protocolType !== 'HTTP') continue;
      const { items } = await read(send, httpAuthorizers, `/v2/apis/${apiId}/authorizers`);
      for (const item of items) {
        if (!item.authorizerUri?.includes(functionArn)) continue;
        found.push({
          api: { id: apiId, name, kind: 'HTTP' },
          id: item.authorizerId,
          name: item.name,
          type: item.authorizerType,
          resultTtlSeconds: item.authorizerResultTtlInSeconds ?? 0,
          identitySources: item.identitySource ?? [],
          payloadFormat: item.authorizerPayloadFormatVersion ?? '1.0',
          hasSimpleResponses: item.enableSimpleResponses ?? false,
          hasUnauthorizedResponse: true,
        });
      }
    }
    next = page.nextToken ?? undefined;
  } while (next !== undefined);
  return found;
}

async function findRestAuthorizers(send: Transport, functionArn: string): Promise<RegisteredAuthorizer[]> {
  const found: RegisteredAuthorizer[] = [];
  let next: string | undefined;
  do {
    const page = await read(send, restApis, '/restapis', next === undefined ? {} : { position: next });
    for (const { id: apiId, name } of page.item) {
      const { item: items } = await read(send, restAuthorizers, `/restapis/${apiId}/authorizers`);
      const calling = items.filter(({ authorizerUri }) => authorizerUri?.includes(functionArn));
      if (calling.length === 0) continue;
      const responses = await read(send, gatewayResponses, `/restapis/${apiId}/gatewayresponses`);
      const hasUnauthorizedResponse = responses.item.some(
        ({ responseType, defaultResponse }) => responseType === 'UNAUTHORIZED' && defaultResponse !== true,
      );
      for (const item of calling) {
        found.push({
          api: { id: apiId, name, kind: 'REST' },
          id: item.id,
          name: item.name,
          type: item.type,
          resultTtlSeconds: item.authorizerResultTtlInSeconds ?? REST_DEFAULT_TTL_SECONDS,
          identitySources: item.identitySource ? item.identitySource.split(',') : [],
          payloadFormat: undefined,
          hasSimpleResponses: false,
          hasUnauthorizedResponse,
        });
      }
    }
    next = page.position ?? undefined;
  } while (next !== undefined);
  return found;
}

async function read<S extends z.ZodType>(
  send: Transport,
  schema: S,
  path: string,
  query: Readonly<Record<string, string>> = {},
): Promise<z.output<S>> {
  const { status, text, clockSkewMs } = await send({ method: 'GET', path, query, body: undefined });
  if (status !== 200) throw new GatewayError(status, clockSkewMs);
  return schema.parse(JSON.parse(text));
}
