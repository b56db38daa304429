import * as z from 'zod';
import { PROBLEMS, type Problem, REASON_PHRASES, type StatusMessage } from '../contracts/http/problem.ts';
import { etagOf } from '../contracts/http/route.ts';
import type { ErrorResponse, ErrorStyle } from '../core/profiles/profile.ts';
import type { Rejection } from './rejection.ts';

/** What a Lambda answers to API Gateway (payload 2.0). */
export interface GatewayReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers may hold a key's value, and change at any time. */
const NEVER_STORED = { 'Cache-Control': 'no-store' };

/** A response with one resource that has a version names it as `ETag`, too. */
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

/** Says that it is done, and no more. */
export function emptyReply(): GatewayReply {
  return { statusCode: 204, headers: NEVER_STORED, body: '' };
}

/** The reply to a HEAD request: the status and headers of the GET. */
export function withoutBody(reply: GatewayReply): GatewayReply {
  return { ...reply, body: '' };
}

/** What a refused key holder sees, as the profile has it. */
export function errorReply({ status, contentType, headers, body }: ErrorResponse): GatewayReply {
  return {
    statusCode: status,
    headers: { 'Content-Type': contentType, ...headers, ...NEVER_STORED },
    body: JSON.stringify(body),
  };
}

/** A refusal in the style of a surface. What is sent is never in it. */
export function rejectionReply(style: ErrorStyle, rejection: Rejection): GatewayReply {
  return style === 'problem-details' ? problemReply(rejection) : statusMessageReply(rejection);
}

/** A refusal as problem details (RFC 9457); what can be tried again says when. */
export function problemReply(rejection: Rejection): GatewayReply {
  const { problem: code, detail, issues, key } = rejection;
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: 'about:blank', title, status, code, detail, issues, key };
  return refused(rejection, 'application/problem+json', body);
}

/** A refusal as `{ statusCode, statusMessage, message }`, all that is known of it in one message. */
function statusMessageReply(rejection: Rejection): GatewayReply {
  const { problem: code, detail, issues = [] } = rejection;
  const { status: statusCode, title } = PROBLEMS[code];
  const faults = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  const message = [title, detail, faults].filter(Boolean).join(': ');
  const body: StatusMessage = { statusCode, statusMessage: REASON_PHRASES[statusCode], message };
  return refused(rejection, 'application/json', body);
}

function refused(
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
