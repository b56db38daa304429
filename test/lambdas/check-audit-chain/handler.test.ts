import { beforeEach, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/check-audit-chain/handler.ts';
import { chainedEvent, nextLink } from '../../../lib/core/audit/chain/link.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { createMemoryChain } from '../../support/memory-chain.ts';

let nowMs: number;
let chain: ReturnType<typeof createMemoryChain>;
let sent: number[];
let lines: Record<string, unknown>[];
let check: ReturnType<typeof createHandler>;

beforeEach(() => {
  nowMs = NOON;
  chain = createMemoryChain();
  sent = [];
  lines = [];
  check = createHandler({
    ...{ store: chain, auditTable: 'audit-1' },
    sendProbe: async (sentAtMs) => sent.push(sentAtMs) && (sent[0] ?? 0),
    clock: () => nowMs,
    log: (line) => lines.push(JSON.parse(line)),
  });
});

/** The metrics of the last check. */
const last = () => ({
  behind: lines.at(-1)?.AuditChainLagSeconds,
  broken: lines.at(-1)?.AuditChainFaults,
});

it('reports no chain lag every minute as metrics of the audit table', async () => {
  await check();
  expect(last()).toEqual({ behind: 0, broken: undefined });
  await chain.recordProbe(nowMs);
  nowMs += 60_000;
  await check();
  expect(last()).toEqual({ behind: 60, broken: undefined });
  expect(sent).toEqual([NOON, NOON + 60_000]);
  expect(lines.at(-1)).toMatchObject({
    AuditTable: 'audit-1',
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'Postern',
          Dimensions: [['AuditTable']],
          Metrics: [{ Name: 'AuditChainLagSeconds', Unit: 'Seconds' }],
        },
      ],
    },
  });
});

it.each([
  ['has stopped', true],
  ['never worked', false],
])('reports a chain that %s when an event can be unlinked for five minutes', async (_, worked) => {
  if (worked) await chain.recordProbe(NOON);
  for (let minute = 0; minute <= 5; minute += 1) {
    nowMs = NOON + minute * 60_000;
    await check();
  }
  expect(lines.filter(({ postern }) => postern)).toEqual([]);
  nowMs += 60_000;
  await check();
  expect(lines).toContainEqual({ postern: 'audit-chain-lag', behindSeconds: 360 });
  expect(last()).toEqual({ behind: 360, broken: undefined });
});

it('reports a changed last link', async () => {
  const days = { nowMs: NOON, retentionDays: 400 };
  const one = nextLink(undefined, [chainedEvent(eventOf('acme'), null)], days);
  await chain.append({ ...one, events: [] });
  await chain.append(nextLink(one, [], days));
  await check();
  expect(lines).toContainEqual({ postern: 'audit-fault', fault: 'link-changed', link: 1 });
  expect(last()).toEqual({ behind: 0, broken: 1 });
});
