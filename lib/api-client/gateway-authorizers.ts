import * as z from 'zod';
import { partitionOf } from '../contracts/partitions.ts';
import type { Deployment } from './deployment.ts';
import { GatewayError } from './errors.ts';
import { readAll } from './paginate.ts';
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

const httpApi = z.object({ apiId: z.string(), name: z.string(), protocolType: z.string() });
const authorizer = z.object({
  name: z.string(),
  authorizerUri: z.string().nullish(),
  authorizerResultTtlInSeconds: z.number().nullish(),
});
const httpAuthorizer = authorizer.extend({
  authorizerId: z.string(),
  authorizerType: z.string(),
  authorizerPayloadFormatVersion: z.string().nullish(),
  enableSimpleResponses: z.boolean().nullish(),
  identitySource: z.array(z.string()).nullish(),
});
const restApi = z.object({ id: z.string(), name: z.string() });
const restAuthorizer = authorizer.extend({
  id: z.string(),
  type: z.string(),
  identitySource: z.string().nullish(),
});
const gatewayResponse = z.object({ responseType: z.string(), defaultResponse: z.boolean().nullish() });

/**
 * Every authorizer of the HTTP and REST APIs of a Region that calls a function.
 *
 * @param endpoint the URL of API Gateway, for tests
 * @throws GatewayError with the status of API Gateway, UnreachableError, CredentialsError
 */
export async function findAuthorizers(
  { region, credentials }: Pick<Deployment, 'region' | 'credentials'>,
  functionArn: string,
  endpoint = `https://apigateway.${region}.${partitionOf(region).suffix}`,
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
  for (const { apiId, name, protocolType } of await readHttpList(send, httpApi, '/v2/apis')) {
    if (protocolType !== 'HTTP') continue;
    for (const item of await readHttpList(send, httpAuthorizer, `/v2/apis/${apiId}/authorizers`)) {
      if (!isCalling(item, functionArn)) continue;
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
  return found;
}

async function findRestAuthorizers(send: Transport, functionArn: string): Promise<RegisteredAuthorizer[]> {
  const found: RegisteredAuthorizer[] = [];
  for (const { id: apiId, name } of await readRestList(send, restApi, '/restapis')) {
    const items = await readRestList(send, restAuthorizer, `/restapis/${apiId}/authorizers`);
    const calling = items.filter((item) => isCalling(item, functionArn));
    if (calling.length === 0) continue;
    const responses = await readRestList(send, gatewayResponse, `/restapis/${apiId}/gatewayresponses`);
    const hasUnauthorizedResponse = responses.some(
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
  return found;
}

/** Whether an authorizer calls the function or a version of it, and not one whose name begins with that name. */
function isCalling({ authorizerUri }: z.output<typeof authorizer>, functionArn: string): boolean {
  return ['/', ':'].some((end) => authorizerUri?.includes(functionArn + end) === true);
}

/** All items of a listing of HTTP APIs. */
function readHttpList<S extends z.ZodType>(send: Transport, item: S, path: string): Promise<z.output<S>[]> {
  const page = z.object({ items: z.array(item).default([]), nextToken: z.string().nullish() });
  return readAll(async (cursor) => {
    const { items, nextToken = null } = await read(
      send,
      page,
      path,
      cursor === undefined ? {} : { nextToken: cursor },
    );
    return { items, next: nextToken };
  });
}

/** All items of a listing of REST APIs. */
function readRestList<S extends z.ZodType>(send: Transport, item: S, path: string): Promise<z.output<S>[]> {
  const page = z.object({ item: z.array(item).default([]), position: z.string().nullish() });
  return readAll(async (cursor) => {
    const { item: items, position = null } = await read(
      send,
      page,
      path,
      cursor === undefined ? {} : { position: cursor },
    );
    return { items, next: position };
  });
}

async function read<S extends z.ZodType>(
  send: Transport,
  schema: S,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<z.output<S>> {
  const { status, text, clockSkewMs } = await send({ method: 'GET', path, query, body: undefined });
  if (status !== 200) throw new GatewayError(status, clockSkewMs);
  return schema.parse(JSON.parse(text));
}
