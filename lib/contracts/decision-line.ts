import type { Decision } from '../core/access/decide.ts';
import type { DecisionLine } from './read-decision-line.ts';

/** Who decided. Only `authorizer` and `guard` count as use. */
export const DECISION_SOURCES = ['authorizer', 'guard', 'verify', 'probe'] as const;
export type DecisionSource = (typeof DECISION_SOURCES)[number];

/** Where a request was going: the route's template, never its path or query, which can carry secrets. */
export interface DecidedRequest {
  readonly via: DecisionSource;
  /** As received. A caller can invent one, so a line tells only those of `METHODS` by name. */
  readonly method: string;
  readonly route: string;
  /** Undefined where the gateway names none. */
  readonly requestId: string | undefined;
  /** As the gateway saw it. */
  readonly sourceAddress: string;
  /** What the caller calls itself: name and version. */
  readonly userAgent?: string | undefined;
  /** Undefined where any accepted key will do, or none. */
  readonly permission: string | undefined;
}

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** The one serializer of decision lines: one short JSON object, from typed fields alone. */
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
    ms: Math.round(tookMs * 10) / 10,
  } satisfies DecisionLine)}\n`;
}

/** What a function that decides is asked by, once a minute, for the line that shows that its lines arrive. */
export const PROBE_EVENT = { postern: 'probe' } as const;

/** The line of a probe: a decision on nothing, which took no read. */
export function probeLine(): string {
  const probe = { via: 'probe', method: '', route: 'probe', requestId: undefined } as const;
  return decisionLine({ outcome: 'missing' }, { ...probe, sourceAddress: '', permission: undefined }, 0);
}

/**
 * Whether an event asks for the line of a probe. The event of a gateway, a load balancer or a function URL has no such
 * field, so the sender was allowed by IAM to call the function itself. Nothing is read, and nothing allowed.
 */
export function isProbe(event: unknown): boolean {
  return (
    typeof event === 'object' && event !== null && 'postern' in event && event.postern === PROBE_EVENT.postern
  );
}
