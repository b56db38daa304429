import type { SignInEndpoints } from '../../lib/adapters/oidc/sign-in-endpoints.ts';
import type { DashboardConfig } from '../../lib/contracts/http/dashboard.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import { errorLogLine } from '../../lib/http/error-log-line.ts';
import { type GatewayEvent, gatewayEvent } from '../../lib/http/gateway-event.ts';
import { type GatewayReply, jsonReply, problemReply, withoutBody } from '../../lib/http/reply.ts';
import type { DashboardFile, DashboardFiles } from './files.ts';
import { securityHeaders } from './security-headers.ts';

const PAGE = 'index.html';
const CONFIG = 'config.json';
const MAX_AGE_OF_ASSETS_SECONDS = 365 * 86_400;
/** The page links its files relative to its own address, which can end with a slash. */
const FOLDER = 'dashboard/';

export interface DashboardDeps {
  readonly client: Pick<DashboardConfig, 'issuer' | 'clientId' | 'scope'>;
  /** @throws UnavailableError if the identity provider does not respond */
  readonly findEndpoints: () => Promise<SignInEndpoints>;
  readonly files: DashboardFiles;
  readonly log: (line: string) => void;
}

/** A reply whose body is text, or binary content in Base64. */
type FileReply = GatewayReply & { readonly isBase64Encoded?: boolean };

/** Makes the Lambda handler of the dashboard: static files, and the sign-in settings of the deployment. */
export function createHandler(deps: DashboardDeps) {
  return async (received: unknown): Promise<FileReply> => {
    const event = gatewayEvent.parse(received);
    const endpoints = await endpointsOrUndefined(deps, event);
    const reply = replyTo(deps, event, endpoints);
    const origin = endpoints && new URL(endpoints.tokenEndpoint).origin;
    const headers = { ...reply.headers, ...securityHeaders(origin) };
    const isHead = event.requestContext.routeKey.startsWith('HEAD ');
    return { ...(isHead ? withoutBody(reply) : reply), headers };
  };
}

/** Without its identity provider, the page still opens and shows the problem. */
async function endpointsOrUndefined(
  { findEndpoints, log }: DashboardDeps,
  event: GatewayEvent,
): Promise<SignInEndpoints | undefined> {
  try {
    return await findEndpoints();
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    log(errorLogLine(error, event));
    return undefined;
  }
}

function replyTo(
  { client, files }: DashboardDeps,
  event: GatewayEvent,
  endpoints: SignInEndpoints | undefined,
): FileReply {
  const path = pathOf(event);
  if (path === CONFIG) {
    if (!endpoints) return problemReply({ problem: 'unavailable' });
    const config: DashboardConfig = { ...client, ...endpoints };
    return jsonReply(200, config);
  }
  const file = files.get(path);
  return file ? fileReply(path, file, event) : problemReply({ problem: 'not-found' });
}

function pathOf({ pathParameters }: GatewayEvent): string {
  const file = pathParameters?.file ?? '';
  return (file.startsWith(FOLDER) ? file.slice(FOLDER.length) : file) || PAGE;
}

function fileReply(path: string, file: DashboardFile, { headers }: GatewayEvent): FileReply {
  const { contentType, etag } = file;
  const caching = {
    ETag: etag,
    Vary: 'Accept-Encoding',
    // The names of assets contain a hash of their content.
    'Cache-Control': path === PAGE ? 'no-cache' : `public, max-age=${MAX_AGE_OF_ASSETS_SECONDS}, immutable`,
  };
  if (headers['if-none-match'] === etag) return { statusCode: 304, headers: caching, body: '' };
  const { encoding, content } = file.encoded(headers['accept-encoding'] ?? '');
  return {
    statusCode: 200,
    headers: {
      'Content-Type': contentType,
      ...caching,
      ...(encoding !== undefined && { 'Content-Encoding': encoding }),
    },
    body: content.toString('base64'),
    isBase64Encoded: true,
  };
}
