/** A request as a client sends it to a protected API. */
export interface Call {
  readonly method?: string;
  /** The route's template. */
  readonly route?: string;
  /** The requested path. */
  readonly path?: string;
  /** The headers in the sent order and spelling. A name may repeat. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly query?: Readonly<Record<string, string>>;
  /** The called host name, which API Gateway verifies. */
  readonly host?: string;
  /** The `Host` header of the caller, if it differs. */
  readonly hostHeader?: string;
  /** The protocol that API Gateway reports. */
  readonly proto?: string;
}

const USUAL_HEADERS = [
  ['Accept', '*/*'],
  ['User-Agent', 'curl/8.7.1'],
  ['X-Amzn-Trace-Id', 'Root=1-697df2c0-0123456789abcdef01234567'],
  ['X-Forwarded-For', '203.0.113.7'],
] as const;

function gatewayHeaders(host: string, proto: string) {
  return [['Host', host], ...USUAL_HEADERS, ['X-Forwarded-Proto', proto]] as const;
}

/** The event of a REST API for a REQUEST authorizer. */
export function restEvent({
  method = 'GET',
  route = '/orders',
  path = route,
  headers = [],
  query,
  host = 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
  hostHeader = host,
  proto = 'https',
}: Call) {
  const all = [...gatewayHeaders(hostHeader, proto), ...headers];
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of all) multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  return {
    type: 'REQUEST',
    methodArn: `arn:aws:execute-api:us-east-1:123456789012:a1b2c3d4e5/prod/${method}${path}`,
    resource: route,
    path,
    httpMethod: method,
    headers: Object.fromEntries(all),
    multiValueHeaders,
    queryStringParameters: query ?? null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: {
      resourceId: 'k2x9qf',
      resourcePath: route,
      httpMethod: method,
      extendedRequestId: 'Xk3jDEXAMPLE=',
      requestTime: '31/Jan/2027:12:00:00 +0000',
      path: `/prod${path}`,
      accountId: '123456789012',
      protocol: 'HTTP/1.1',
      stage: 'prod',
      domainPrefix: 'a1b2c3d4e5',
      requestTimeEpoch: 1801396800000,
      requestId: 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef',
      identity: {
        accessKey: null,
        accountId: null,
        caller: null,
        sourceIp: '203.0.113.7',
        user: null,
        userAgent: 'curl/8.7.1',
      },
      domainName: host,
      apiId: 'a1b2c3d4e5',
    },
  };
}

/** The authorizer event of an HTTP API, payload format 2.0: lower-case names, duplicates joined. */
export function httpEvent({
  method = 'GET',
  route = '/orders',
  path = route,
  headers = [],
  query,
  host = 'f6g7h8i9j0.execute-api.us-east-1.amazonaws.com',
  hostHeader = host,
  proto = 'https',
}: Call) {
  const joined: Record<string, string> = {};
  for (const [name, value] of [...gatewayHeaders(hostHeader, proto), ...headers]) {
    const before = joined[name.toLowerCase()];
    joined[name.toLowerCase()] = before === undefined ? value : `${before},${value}`;
  }
  const routeKey = route === '$default' ? route : `${method} ${route}`;
  return {
    version: '2.0',
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:us-east-1:123456789012:f6g7h8i9j0/$default/${method}${path}`,
    identitySource: [],
    routeKey,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: joined,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: '123456789012',
      apiId: 'f6g7h8i9j0',
      domainName: host,
      domainPrefix: 'f6g7h8i9j0',
      http: {
        method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '203.0.113.7',
        userAgent: 'curl/8.7.1',
      },
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey,
      stage: '$default',
      time: '31/Jan/2027:12:00:00 +0000',
      timeEpoch: 1801396800000,
    },
  };
}
