import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { sampleRequest } from './request.ts';

export interface SampleDeps {
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Long enough to revoke a key while its request runs. The request is not interrupted (MS-09). */
const SLOW_MS = 2_000;

/**
 * A backend that returns the authorizer context, on `/slow` after two seconds. It does not check the key, because the
 * authorizer has checked it.
 *
 * @throws ZodError if the event is not from a REST API or an HTTP API
 */
export function createHandler({ pause }: SampleDeps) {
  return async (event: unknown): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method, route, access } = sampleRequest.parse(event);
    if (!access) return json({ status: 'ok' });
    if (route === '/slow') await pause(SLOW_MS);
    const { keyId, tenant, owner, permissions, plan, metadata, session } = access;
    const message = `Hello, ${tenant}`;
    return json({ message, tenant, keyId, owner, permissions, plan, metadata, session, method, route });
  };
}

function json(body: unknown): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
