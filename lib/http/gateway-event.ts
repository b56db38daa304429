import * as z from 'zod';
import { sourceAddressOf } from '../core/access/source-address.ts';

/** The used fields of an API Gateway event (HTTP API, payload 2.0). */
export const gatewayEvent = z.object({
  /** Percent-decoded by the gateway. */
  rawPath: z.string(),
  /** As received. */
  rawQueryString: z.string().default(''),
  /** Names in lower case; several headers of one name are joined with commas. */
  headers: z.record(z.string(), z.string()).default({}),
  pathParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string(),
    routeKey: z.string(),
    /** The host name, verified by the gateway. */
    domainName: z.string().optional(),
    /** In canonical form; 'unknown' if the gateway sends no IP address. */
    http: z.object({ sourceIp: z.string().transform(sourceAddressOf) }),
    /** The verified identity, if there is one. Each surface reads its own kind of identity from it. */
    authorizer: z.unknown().optional(),
  }),
});
export type GatewayEvent = z.infer<typeof gatewayEvent>;
