import type { Decision } from '../core/access/decide.ts';

/** Who decided. Only `authorizer` and `guard` count as use. */
export const DECISION_SOURCES = ['authorizer', 'guard', 'verify', 'probe'] as const;
export type DecisionSource = (typeof DECISION_SOURCES)[number];

/** Where a request was going: the route's template, never its path or query, which can carry secrets. */
export interface DecidedRequest {
  readonly via: DecisionSource;
  readonly method: string;
  readonly route: string;
  readonly requestId: string;
  readonly sourceAddress: string;
  /** Undefined where the method has none and no route names one. */
  readonly permission: string | undefined;
}

/** The one serializer of decision lines: one short JSON object, from typed fields alone. */
export function decisionLine(decision: Decision, request: DecidedRequest, tookMs: number): string {
  const { key } = decision;
  return `${JSON.stringify({
    postern: 'decision',
    outcome: decision.outcome,
    ...request,
    tenant: key?.tenant,
    key: key?.id,
    generation: decision.generation,
    ms: Math.round(tookMs * 10) / 10,
  })}\n`;
}
