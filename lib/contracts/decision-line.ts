import type { Decision } from '../core/access/decide.ts';
import type { DecisionLine } from './read-decision-line.ts';

/** The component that made a decision. Only `authorizer` and `guard` count as use. */
export const DECISION_SOURCES = ['authorizer', 'guard', 'verify', 'probe'] as const;
export type DecisionSource = (typeof DECISION_SOURCES)[number];

/** A request in the decision log. It has the path template of the route, because path and query can contain secrets. */
export interface DecidedRequest {
  readonly via: DecisionSource;
  /** As received. Callers can send any method, so the line contains only those of `METHODS`. */
  readonly method: string;
  readonly route: string;
  /** Undefined if the gateway sends none. */
  readonly requestId: string | undefined;
  /** The source address from the gateway. */
  readonly sourceAddress: string;
  /** Name and version from the `User-Agent` header. */
  readonly userAgent?: string | undefined;
  /** Undefined if every valid key is allowed or no key is required. */
  readonly permission: string | undefined;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Serializes a decision line: one JSON object with only the typed fields. */
export function decisionLine(decision: Decision, request: DecidedRequest, tookMs: number): string {
  const { outcome, key, generation } = decision;
  const { via, method, route, requestId, sourceAddress, userAgent, permission } = request;
  return `${JSON.stringify({
    postern: 'decision',
    outcome,
    via,
    method: METHODS.has(method) ? method : 'other',
    route,
    requestId,
    sourceAddress,
    userAgent,
    permission,
    tenant: key?.tenant,
    owner: key?.owner,
    key: key?.id,
    generation: generation ?? undefined,
    session: 'session' in decision ? decision.session?.id : undefined,
    limit: 'limit' in decision ? decision.limit?.name : undefined,
    limiterUnavailable: 'limiterUnavailable' in decision ? decision.limiterUnavailable : undefined,
    ms: Math.round(tookMs * 10) / 10,
  } satisfies DecisionLine)}\n`;
}

/** The event that probes log delivery. The recorder sends it to each authorizer and guarded function every minute. */
export const PROBE_EVENT = { postern: 'probe' } as const;

/** The decision line of a probe, without a request and without a read. */
export function probeLine(): string {
  const probe = { via: 'probe', method: '', route: 'probe', requestId: undefined } as const;
  return decisionLine({ outcome: 'missing' }, { ...probe, sourceAddress: '', permission: undefined }, 0);
}

/**
 * Whether an event is a probe. Events of gateways, load balancers and function URLs do not have this field, so IAM allowed
 * the sender to invoke the function. A probe reads nothing and allows nothing.
 */
export function isProbe(event: unknown): boolean {
  return (
    typeof event === 'object' && event !== null && 'postern' in event && event.postern === PROBE_EVENT.postern
  );
}
