import { HttpRequest, HttpResponse } from '@smithy/core/protocols';

/** What the stub responds with; an Error is what the network does instead. */
export type StubResponse =
  | Error
  | {
      readonly status?: number | undefined;
      readonly body: HttpResponse['body'];
      readonly headers?: Record<string, string> | undefined;
    };

/** The configuration of an SDK client that sends each request once, to `respond` in place of the network. */
export function stubbedClient(respond: (request: HttpRequest) => StubResponse | Promise<StubResponse>) {
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('the client sent no HTTP request');
    const response = await respond(request);
    if (response instanceof Error) throw response;
    const { status: statusCode = 200, headers = {}, body } = response;
    return { response: new HttpResponse({ statusCode, headers, body }) };
  };
  return {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle },
  };
}
