import type { Route } from '../../lib/contracts/http/route.ts';

export const ADMIN_ARN = 'arn:aws:iam::123456789012:user/ada';

/** A route of API Gateway, where HEAD is an additional method. */
export interface CalledRoute {
  readonly method: Route['method'] | 'HEAD';
  readonly path: string;
}

export interface HttpApiCall {
  readonly route: CalledRoute;
  readonly params?: Readonly<Record<string, string>>;
  /** As received: without `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  /** The received path (default: the path of the route with its parameters). */
  readonly rawPath?: string;
  /** The authorizer context of API Gateway (default: an IAM user). */
  readonly authorizer?: unknown;
  /** The source address (default: 203.0.113.7). */
  readonly sourceIp?: string;
}

const SIGNED_USER = {
  iam: {
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    accountId: '123456789012',
    callerId: 'AIDACKCEVSQ6C2EXAMPLE',
    cognitoIdentity: null,
    principalOrgId: 'aws:PrincipalOrgID',
    userArn: ADMIN_ARN,
    userId: 'AIDACKCEVSQ6C2EXAMPLE',
  },
};

/** The event that an HTTP API sends to a Lambda function (payload format 2.0). */
export function httpApiEvent(call: HttpApiCall) {
  const { route, params = {}, query = '', headers = {}, isBase64Encoded = false } = call;
  const key = `${route.method} ${route.path}`;
  const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');
  const rawPath = call.rawPath ?? path;
  const authorizer = 'authorizer' in call ? call.authorizer : SIGNED_USER;
  return {
    version: '2.0',
    routeKey: key,
    rawPath,
    rawQueryString: query,
    headers: {
      accept: '*/*',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20270101/us-east-1/execute-api/aws4_request',
      ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      host: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
      'user-agent': 'curl/8.7.1',
      'x-amz-date': '20270101T000000Z',
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      ...headers,
    },
    ...(query ? { queryStringParameters: Object.fromEntries(new URLSearchParams(query)) } : {}),
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3d4e5',
      // Without an authorizer, API Gateway omits the block.
      ...(authorizer === undefined ? {} : { authorizer }),
      domainName: 'a1b2c3d4e5.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'a1b2c3d4e5',
      http: {
        method: route.method,
        path: rawPath,
        protocol: 'HTTP/1.1',
        sourceIp: call.sourceIp ?? '203.0.113.7',
        userAgent: 'curl/8.7.1',
      },
      requestId: 'EXAMPLErequestId=',
      routeKey: key,
      stage: '$default',
      time: '01/Jan/2027:00:00:00 +0000',
      timeEpoch: 1798761600000,
    },
    ...(Object.keys(params).length > 0 ? { pathParameters: params } : {}),
    ...(call.body === undefined ? {} : { body: call.body }),
    isBase64Encoded,
  };
}
