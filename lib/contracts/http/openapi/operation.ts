import * as z from 'zod';
import { idempotencyKey, ifMatch } from '../fields.ts';
import {
  emptyBody,
  hasEtag,
  IDEMPOTENCY_HEADER,
  IF_MATCH_HEADER,
  isConditional,
  isCreation,
  type Route,
} from '../route.ts';
import type { Components } from './components.ts';
import { type Callers, denialsOf } from './denials.ts';

/** The OpenAPI operation of a route, without its operation ID, tags and security. */
export function describeOperation(route: Route, parts: Components, callers: Callers) {
  const { summary, params, query, body, response } = route;
  return {
    summary,
    parameters: [
      ...parametersOf(params, 'path'),
      ...parametersOf(query, 'query'),
      ...(isCreation(route) ? [IDEMPOTENCY_PARAMETER] : []),
      ...(isConditional(route) ? [IF_MATCH_PARAMETER] : []),
    ],
    ...(body !== emptyBody && {
      requestBody: { required: !body.safeParse(undefined).success, content: json(parts.refTo(body)) },
    }),
    responses: {
      [response.status]: {
        description: isCreation(route) ? 'Created' : 'Done',
        ...(hasEtag(route) && { headers: { ETag: ETAG } }),
        ...(response.body !== emptyBody && { content: json(parts.refTo(response.body)) }),
      },
      ...denialsOf(route, parts, callers),
    },
  };
}

const IDEMPOTENCY_PARAMETER = {
  name: IDEMPOTENCY_HEADER,
  in: 'header',
  required: false,
  description:
    'Makes this creation idempotent: a retry with the same key and body within 24 hours creates no second resource',
  schema: plainSchema(idempotencyKey),
};

const IF_MATCH_PARAMETER = {
  name: IF_MATCH_HEADER,
  in: 'header',
  required: false,
  description:
    'Updates the resource only if it has this ETag, which is its version in double quotes. Otherwise the response is 412',
  schema: plainSchema(ifMatch),
};

const ETAG = {
  description: 'The version of the resource in double quotes, for the If-Match header of an update',
  required: true,
  schema: { type: 'string', examples: ['"3"'] },
};

function parametersOf(fields: z.ZodType, location: 'path' | 'query') {
  const { properties = {}, required = [] } = plainSchema(fields);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: location,
    required: required.includes(name),
    schema,
  }));
}

function json(schema: object) {
  return { 'application/json': { schema } };
}

function plainSchema(schema: z.ZodType) {
  const { $schema, ...plain } = z.toJSONSchema(schema, { io: 'input' });
  return plain;
}
