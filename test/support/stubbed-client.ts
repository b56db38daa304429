import { HttpRequest, HttpResponse } from '@smithy/core/protocols';

/** The response of the stub, or an Error of the network. */
export type StubResponse =
  | Error
  | {
      readonly status?: number | undefined;
      readonly body: HttpResponse['body'];
      readonly headers?: Record<string, string> | undefined;
    };

/** The configuration of an SDK client that sends each request once, to `respond` instead of the network. */
export function stubbedClient(respond: (request: HttpRequest) => StubResponse | Promise<StubResponse>) {
  const handle = async (request: unknown) => {
    if (!HttpRequest.isInstance(request)) throw new Error('The client did not send an HTTP request');
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
