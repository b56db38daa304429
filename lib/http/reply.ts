import { PROBLEMS, type Problem } from '../contracts/http/problem.ts';
import type { Refusal } from './refusal.ts';

/** What a Lambda answers to API Gateway (payload 2.0). */
export interface GatewayReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers may hold a key's value, and change at any time. */
const NEVER_STORED = { 'Cache-Control': 'no-store' };

export function jsonReply(statusCode: number, body: unknown): GatewayReply {
  return {
    statusCode,
    headers: { 'Content-Type': 'application/json', ...NEVER_STORED },
    body: JSON.stringify(body),
  };
}

/** A refusal as problem details (RFC 9457); what can be tried again says when. */
export function problemReply({ problem: code, detail, issues, key }: Refusal): GatewayReply {
  const { status, title } = PROBLEMS[code];
  const body: Problem = { type: 'about:blank', title, status, code, detail, issues, key };
  const retry: GatewayReply['headers'] = code === 'unavailable' ? { 'Retry-After': '1' } : {};
  return {
    statusCode: status,
    headers: { 'Content-Type': 'application/problem+json', ...NEVER_STORED, ...retry },
    body: JSON.stringify(body),
  };
}
