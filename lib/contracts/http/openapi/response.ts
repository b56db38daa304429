/** One error response of a route. */
export interface OpenApiResponse {
  readonly status: number;
  readonly description: string;
  readonly contentType: string;
  readonly schema: object;
  readonly examples: Readonly<Record<string, object>>;
}

/** The responses in OpenAPI form: grouped by status, then by content type. */
export function responsesOf(responses: readonly OpenApiResponse[]) {
  const byStatus = Map.groupBy(responses, ({ status }) => status);
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, responseOf(each)]));
}

function responseOf(responses: readonly OpenApiResponse[]) {
  const byType = Map.groupBy(responses, ({ contentType }) => contentType);
  return {
    description: responses.map(({ description }) => description).join(', or: '),
    content: Object.fromEntries([...byType].map(([type, each]) => [type, mediaOf(each)])),
  };
}

function mediaOf(responses: readonly OpenApiResponse[]) {
  const [schema, ...more] = responses.map((each) => each.schema);
  return {
    schema: more.length === 0 ? schema : { anyOf: [schema, ...more] },
    examples: Object.assign({}, ...responses.map(({ examples }) => examples)),
  };
}
