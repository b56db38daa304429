import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { sampleRequest } from './request.ts';

export interface SampleDeps {
  readonly pause: (ms: number) => Promise<unknown>;
}

/** Long enough to end a key while a request with it runs, which is not interrupted (MS-09). */
const SLOW_MS = 2_000;

/**
 * A backend that shows what an authorizer hands on, on `/slow` after two seconds. It checks no key: that has happened
 * before it is called.
 *
 * @throws ZodError if the event is neither a REST API's nor an HTTP API's
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
