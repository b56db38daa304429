import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Access } from '../../lib/guard/guard.ts';

export interface SampleDeps {
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Long enough to revoke a key while its request runs. The request is not interrupted (MS-09). */
const SLOW_MS = 2_000;

/** A backend that returns the access from the guard, on `/slow` after two seconds. Open routes have no access. */
export function createHandler({ pause }: SampleDeps) {
  return async (
    { requestContext: { http }, routeKey }: APIGatewayProxyEventV2,
    access: Access | undefined,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    if (!access) return json({ status: 'ok' });
    const route = routeKey.slice(routeKey.indexOf(' ') + 1);
    if (route === '/slow') await pause(SLOW_MS);
    const { limitHeaders, ...caller } = access;
    const body = { message: `Hello, ${caller.tenant}`, ...caller, method: http.method, route };
    return json(body, limitHeaders);
  };
}

function json(
  body: unknown,
  limitHeaders: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 {
  const headers = { 'content-type': 'application/json', ...limitHeaders };
  return { statusCode: 200, headers, body: JSON.stringify(body) };
}
