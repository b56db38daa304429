/** One way in which a route can refuse. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  readonly contentType: string;
  readonly schema: object;
  readonly examples: Readonly<Record<string, object>>;
}

/** Answers as OpenAPI groups them: by status, then by content type. */
export function responsesOf(answers: readonly Answer[]) {
  const byStatus = Map.groupBy(answers, ({ status }) => status);
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, responseOf(each)]));
}

function responseOf(answers: readonly Answer[]) {
  const byType = Map.groupBy(answers, ({ contentType }) => contentType);
  return {
    description: answers.map(({ description }) => description).join(', or: '),
    content: Object.fromEntries([...byType].map(([type, each]) => [type, mediaOf(each)])),
  };
}

function mediaOf(answers: readonly Answer[]) {
  const [schema, ...more] = answers.map((each) => each.schema);
  return {
    schema: more.length === 0 ? schema : { anyOf: [schema, ...more] },
    examples: Object.assign({}, ...answers.map(({ examples }) => examples)),
  };
}
