import * as z from 'zod/mini';
import { authorizerContext } from '../../lib/contracts/authorizer-context.ts';

/** The event of a REST API. */
const restRequest = z.pipe(
  z.object({
    httpMethod: z.string(),
    resource: z.string(),
    requestContext: z.object({ authorizer: z.optional(authorizerContext) }),
  }),
  z.transform(({ httpMethod, resource, requestContext }) => ({
    method: httpMethod,
    route: resource,
    access: requestContext.authorizer,
  })),
);

/** The event of an HTTP API, payload format 2.0. */
const httpRequest = z.pipe(
  z.object({
    routeKey: z.string(),
    requestContext: z.object({
      http: z.object({ method: z.string() }),
      authorizer: z.optional(z.object({ lambda: authorizerContext })),
    }),
  }),
  z.transform(({ routeKey, requestContext }) => ({
    method: requestContext.http.method,
    route: routeKey.slice(routeKey.indexOf(' ') + 1),
    access: requestContext.authorizer?.lambda,
  })),
);

/** A request to either kind of API, with its authorizer context; `access` is undefined on an open route. */
export const sampleRequest = z.union([restRequest, httpRequest]);
