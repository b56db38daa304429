import { Duration } from 'aws-cdk-lib';
import { CorsHttpMethod, type CorsPreflightOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { consoleRoutes } from '../../contracts/http/console.ts';
import { DEVELOPMENT_ORIGIN, DEVELOPMENT_ORIGINS_LIMIT } from '../../core/members/development-origins.ts';

/** The headers of requests of the dashboard. */
const REQUEST_HEADERS = ['authorization', 'content-type', 'idempotency-key', 'if-match'];
/** The headers of responses that the dashboard reads. */
const RESPONSE_HEADERS = ['retry-after'];

/**
 * CORS for pages of development servers. Credentials are not allowed: the console API uses tokens and no cookies.
 *
 * @returns undefined without origins, so that browsers allow only pages of the API itself
 * @throws Error if there are too many origins, or one is not `http://localhost` with a port
 */
export function developmentCors(origins: readonly string[]): CorsPreflightOptions | undefined {
  if (origins.length === 0) return undefined;
  if (origins.length > DEVELOPMENT_ORIGINS_LIMIT) {
    throw new Error(
      `Too many developmentOrigins: ${origins.length}. Use at most ${DEVELOPMENT_ORIGINS_LIMIT}.`,
    );
  }
  const invalid = origins.find((origin) => !DEVELOPMENT_ORIGIN.test(origin));
  if (invalid !== undefined) {
    throw new Error(
      `Invalid origin in developmentOrigins '${invalid}'. Use the origin of a server on your machine, for example http://localhost:5173.`,
    );
  }
  const methods = new Set(Object.values(consoleRoutes).map(({ method }) => CorsHttpMethod[method]));
  return {
    allowOrigins: [...origins],
    allowMethods: [...methods],
    allowHeaders: REQUEST_HEADERS,
    exposeHeaders: RESPONSE_HEADERS,
    maxAge: Duration.minutes(10),
  };
}
