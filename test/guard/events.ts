import { type Call, httpEvent, restEvent } from '../../scripts/samples/authorizer-events.ts';

/** The event of a REST API, and of an HTTP API with payload format 1.0. */
export function restBackendEvent(call: Call) {
  const { type, methodArn, ...request } = restEvent(call);
  return { ...request, body: null, isBase64Encoded: false };
}

/** The event of an HTTP API with payload format 2.0. */
export function httpBackendEvent(call: Call) {
  const { type, routeArn, identitySource, ...request } = httpEvent(call);
  return { ...request, isBase64Encoded: false };
}

/** The event of a function URL: payload format 2.0, always with the default route. */
export function functionUrlEvent({ host = 'abcdefghij.lambda-url.us-east-1.on.aws', ...call }: Call) {
  const { requestContext, ...request } = httpBackendEvent({ ...call, host });
  const routeKey = '$default';
  return {
    ...request,
    routeKey,
    requestContext: { ...requestContext, authentication: null, authorizer: null, routeKey },
  };
}

/** The event of an application load balancer. It contains only the last value of a repeated header. */
export function loadBalancerEvent(call: Call) {
  return { ...balanced(call), headers: Object.fromEntries(balancedHeaders(call)) };
}

/** The same event if the target group has multi-value headers. */
export function loadBalancerListsEvent(call: Call) {
  const multiValueHeaders: Record<string, string[]> = {};
  for (const [name, value] of balancedHeaders(call)) {
    multiValueHeaders[name] = [...(multiValueHeaders[name] ?? []), value];
  }
  return { ...balanced(call), multiValueHeaders };
}

function balanced({ method = 'GET', route = '/orders', path = route, query = {} }: Call) {
  return {
    requestContext: {
      elb: {
        targetGroupArn:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/orders/6d0ecf831eec9f09',
      },
    },
    httpMethod: method,
    path,
    queryStringParameters: query,
    body: '',
    isBase64Encoded: false,
  };
}

/** In lower case. The load balancer overwrites port and protocol, and adds the caller's address to those received. */
function balancedHeaders(call: Call) {
  const { headers = [], host = 'orders-123.us-east-1.elb.amazonaws.com', proto = 'https' } = call;
  const own = ['x-forwarded-port', 'x-forwarded-proto'];
  const received = headers.map(([name, value]) => [name.toLowerCase(), value] as const);
  return [
    ['accept', '*/*'],
    ['host', host],
    ['user-agent', 'curl/8.7.1'],
    ['x-amzn-trace-id', 'Root=1-697df2c0-0123456789abcdef01234567'],
    ...received.filter(([name]) => !own.includes(name)),
    ['x-forwarded-for', '198.51.100.1, 203.0.113.7'],
    ['x-forwarded-port', '443'],
    ['x-forwarded-proto', proto],
  ] as const;
}
