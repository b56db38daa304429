import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { sampleRequest } from './request.ts';

export interface SampleDeps {
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Long enough to revoke a key while its request runs. The request is not interrupted (MS-09). */
const SLOW_MS = 2_000;

/**
 * A backend that returns the authorizer context and the remaining budgets of the caller, on `/slow` after two seconds. It
 * does not check the key, because the authorizer has checked it.
 *
 * @throws ZodError if the event is not from a REST API or an HTTP API
 */
export function createHandler({ pause }: SampleDeps) {
  return async (event: unknown): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method, route, access } = sampleRequest.parse(event);
    if (!access) return json({ status: 'ok' });
    if (route === '/slow') await pause(SLOW_MS);
    const { keyId, tenant, owner, permissions, plan, metadata, session, limitHeaders } = access;
    const message = `Hello, ${tenant}`;
    const body = { message, tenant, keyId, owner, permissions, plan, metadata, session, method, route };
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
