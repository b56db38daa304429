import * as z from 'zod';
import { PROBLEMS, type Problem, REASON_PHRASES, type StatusMessage } from '../contracts/http/problem.ts';
import { etagOf } from '../contracts/http/route.ts';
import type { ErrorResponse, ErrorStyle } from '../core/profiles/profile.ts';
import type { Rejection } from './rejection.ts';

/** The response of a Lambda to API Gateway (payload 2.0). */
export interface GatewayReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Responses can contain the value of a key, and can change at any time. */
const NEVER_STORED = { 'Cache-Control': 'no-store' };

/** A JSON response. If the body has a version, the `ETag` header has it, too. */
export function jsonReply(statusCode: number, body: unknown): GatewayReply {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...etagHeader(body), ...NEVER_STORED },
    body: JSON.stringify(body),
  };
}

function etagHeader(body: unknown): GatewayReply['headers'] {
  const { data } = versioned.safeParse(body);
  return data ? { ETag: etagOf(data.version) } : {};
}

const versioned = z.object({ version: z.int() });

/** A response without a body. */
export function emptyReply(): GatewayReply {
  return { statusCode: 204, headers: NEVER_STORED, body: '' };
}

/** The reply to a HEAD request: the status and headers of the GET. */
export function withoutBody(reply: GatewayReply): GatewayReply {
  return { ...reply, body: '' };
}

/** The response to a denied key holder, from the error responses of the profile. */
export function errorReply({ status, contentType, headers, body }: ErrorResponse): GatewayReply {
  return {
    statusCode: status,
    headers: { 'Content-Type': contentType, ...headers, ...NEVER_STORED },
    body: JSON.stringify(body),
  };
}

/** An error response in the style of a surface. It never contains text of the caller. */
export function rejectionReply(style: ErrorStyle, rejection: Rejection): GatewayReply {
  return style === 'problem-details' ? problemReply(rejection) : statusMessageReply(rejection);
}

/** An error response as problem details (RFC 9457), with `Retry-After` if a retry can succeed. */
export function problemReply(rejection: Rejection): GatewayReply {
  const { problem: code, detail, issues, key } = rejection;
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: 'about:blank', title, status, code, detail, issues, key };
  return errorResponse(rejection, 'application/problem+json', body);
}

/** An error response as `{ statusCode, statusMessage, message }`. `message` contains title, detail and issues. */
function statusMessageReply(rejection: Rejection): GatewayReply {
  const { problem: code, detail, issues = [] } = rejection;
  const { status: statusCode, title } = PROBLEMS[code];
  const faults = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const message = [title, detail, faults].filter(Boolean).join(': ');
  const body: StatusMessage = { statusCode, statusMessage: REASON_PHRASES[statusCode], message };
  return errorResponse(rejection, 'application/json', body);
}

function errorResponse(
  { problem: code, retryAfterSeconds = code === 'unavailable' ? 1 : undefined }: Rejection,
  contentType: string,
  body: Problem | StatusMessage,
): GatewayReply {
  const retry: GatewayReply['headers'] =
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
  return {
    statusCode: PROBLEMS[code].status,
    headers: { 'Content-Type': contentType, ...NEVER_STORED, ...retry },
    body: JSON.stringify(body),
  };
}
