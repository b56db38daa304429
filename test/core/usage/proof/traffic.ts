import { hash } from 'node:crypto';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import type { LoggedDecision } from '../../../../lib/core/usage/logged-decision.ts';

export interface TrafficSize {
  readonly decisions: number;
  readonly keys: number;
}

export function keyName(number: number): string {
  return `k${number}`;
}

/**
 * Generates decisions throughout a day. A few keys get most of them; one in twenty is denied.
 * @param fromMs the start of the day
 */
export function* traffic(
  tenant: string,
  { decisions, keys }: TrafficSize,
  fromMs: number,
  random: () => number,
): Generator<LoggedDecision> {
  for (let n = 0; n < decisions; n += 1) {
    yield {
      id: hash('sha256', `${tenant} ${n}`, 'hex').slice(0, 16),
      atMs: fromMs + Math.floor((n / decisions) * MS_PER_DAY),
      outcome: random() < 0.05 ? 'expired' : 'allowed',
      via: 'authorizer',
      method: 'GET',
      route: '/orders/{id}',
      sourceAddress: '203.0.113.7',
      permission: 'read',
      tenant,
      key: keyName(Math.floor(random() ** 3 * keys)),
      generation: 1,
    };
  }
}

/** CloudWatch Logs delivers lines within seconds, and some within minutes. */
const DELIVERED_WITHIN_MS = 5 * 60_000;

/**
 * Splits lines into shuffled deliveries of up to `limit` lines of several parallel log streams, as CloudWatch Logs
 * delivers them.
 */
export function* deliveries(
  lines: Iterable<LoggedDecision>,
  { streams, limit }: { readonly streams: number; readonly limit: number },
  random: () => number,
): Generator<readonly LoggedDecision[]> {
  const open = Array.from({ length: streams }, (): LoggedDecision[] => []);
  for (const line of lines) {
    const stream = Math.floor(random() * streams);
    const waiting = open[stream] ?? [];
    waiting.push(line);
    const isDue = line.atMs - (waiting[0]?.atMs ?? line.atMs) >= DELIVERED_WITHIN_MS;
    if (waiting.length < limit && !isDue) continue;
    open[stream] = [];
    yield shuffled(waiting, random);
  }
  for (const waiting of open) if (waiting.length > 0) yield shuffled(waiting, random);
}

function shuffled(lines: readonly LoggedDecision[], random: () => number): readonly LoggedDecision[] {
  return lines
    .map((line) => ({ line, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ line }) => line);
}
