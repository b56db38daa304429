import * as z from 'zod';
import { idempotencyKey, ifMatch } from '../fields.ts';
import {
  hasEtag,
  IDEMPOTENCY_HEADER,
  IF_MATCH_HEADER,
  isConditional,
  isCreation,
  noBody,
  type Route,
} from '../route.ts';
import type { Components } from './components.ts';
import { type Callers, denialsOf } from './denials.ts';

/** Describes a route as an OpenAPI operation, all but its name and who may call it. */
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
    ...(body !== noBody && {
      requestBody: { required: !body.safeParse(undefined).success, content: json(parts.refTo(body)) },
    }),
    responses: {
      [response.status]: {
        description: isCreation(route) ? 'Created' : 'Done',
        ...(hasEtag(route) && { headers: { ETag: ETAG } }),
        ...(response.body !== noBody && { content: json(parts.refTo(response.body)) }),
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
    'Names this creation: repeated with it within 24 hours, and with the same body, it creates nothing more',
  schema: plainSchema(idempotencyKey),
};

const IF_MATCH_PARAMETER = {
  name: IF_MATCH_HEADER,
  in: 'header',
  required: false,
  description:
    'Changes the resource only if it has this ETag: its version in double quotes. Otherwise the response is 412',
  schema: plainSchema(ifMatch),
};

const ETAG = {
  description: 'The version of the resource in double quotes, for the If-Match of a change',
  required: true,
  schema: { type: 'string', examples: ['"3"'] },
};

function parametersOf(fields: z.ZodType, place: 'path' | 'query') {
  const { properties = {}, required = [] } = plainSchema(fields);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
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
