import { expect, it } from 'vitest';
import type { Transport } from '../../lib/api-client/transport.ts';
import type { AuditEventView } from '../../lib/cli/audit/read-trail.ts';
import { auditEvent } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const NOON = Date.parse('2027-01-31T12:00:00.000Z');

function eventAt(second: number, id: string): AuditEventView {
  return { ...auditEvent, id, at: new Date(NOON + second * 1000).toISOString(), sourceAddress: id };
}

/** A trail that gets the events of one item of `growth` in each pause of the run. The run is interrupted after the last one. */
async function follow(
  past: readonly AuditEventView[],
  growth: readonly (readonly AuditEventView[])[],
  words: readonly string[] = [],
) {
  const trail = [...past];
  const controller = new AbortController();
  const pauses: number[] = [];
  const { transport, queries } = trailOf(trail);
  const ran = await runCli(['audit', 'list', '--follow', ...words], {
    transport,
    instruments: {
      interruption: () => controller.signal,
      pause: async (ms) => {
        const grown = growth[pauses.length];
        pauses.push(ms);
        if (grown) trail.push(...grown);
        else controller.abort();
      },
    },
  });
  const lines = ran.stdout.trim().split('\n');
  return { ...ran, pauses, queries, lines, shown: lines.map((line) => line.split('  ').at(-1)) };
}

/** The API on a trail: by `since`, newest first, in pages of at most two. */
function trailOf(trail: readonly AuditEventView[]) {
  const queries: Parameters<Transport>[0]['query'][] = [];
  const transport: Transport = (request) => {
    const { since = '', cursor = '0', limit } = request.query;
    queries.push(request.query);
    const found = trail
      .filter(({ at }) => at >= since)
      .toSorted((one, other) => (one.at + one.id < other.at + other.id ? 1 : -1));
    const end = Number(cursor) + Math.min(2, Number(limit));
    const items = found.slice(Number(cursor), end);
    const answer = { items, next: end < found.length ? String(end) : null };
    return fakeApi({ listAuditEvents: answer }).transport(request);
  };
  return { transport, queries };
}

it('shows the last events and then each new one once, oldest first', async () => {
  const { shown, exitCode, stderr } = await follow(
    [eventAt(0, 'a'), eventAt(1, 'b')],
    [[eventAt(2, 'c')], [], [eventAt(3, 'd'), eventAt(4, 'e'), eventAt(5, 'f')], []],
  );
  expect(shown).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

it('shows an event that was written after a newer one', async () => {
  const { shown } = await follow([eventAt(0, 'a')], [[eventAt(30, 'c')], [eventAt(10, 'b')], []]);
  expect(shown).toEqual(['a', 'c', 'b']);
});

it('starts with --limit events, and never shows older ones later', async () => {
  const past = [eventAt(0, 'a'), eventAt(1, 'b')];
  const { shown } = await follow(past, [[], [eventAt(2, 'c')]], ['--limit', '1']);
  expect(shown).toEqual(['b', 'c']);
});

it('polls less often without new events, and often again after one', async () => {
  const { pauses } = await follow([eventAt(0, 'a')], [[], [], [], [], [eventAt(9, 'b')], []]);
  expect(pauses).toEqual([1000, 2000, 4000, 5000, 5000, 1000, 2000]);
});

it('requests only the last minute after any run time, with the same filters', async () => {
  const { queries, shown } = await follow(
    [eventAt(0, 'a')],
    [[eventAt(3600, 'b')], [eventAt(3601, 'c')]],
    ['--owner', 'app'],
  );
  expect(queries.at(-1)).toMatchObject({ since: new Date(NOON + 3540 * 1000).toISOString(), owner: 'app' });
  expect(shown).toEqual(['a', 'b', 'c']);
});

it('waits for a first event if there is none', async () => {
  const { shown } = await follow([], [[], [eventAt(0, 'a')]]);
  expect(shown).toEqual(['a']);
});

it('prints a line of JSON per event with --json', async () => {
  const { lines } = await follow([eventAt(0, 'a')], [[eventAt(1, 'b')]], ['--json']);
  expect(lines.map((line) => JSON.parse(line))).toEqual([eventAt(0, 'a'), eventAt(1, 'b')]);
});

it('reports an API that stops responding, and ends', async () => {
  const { exitCode, stderr } = await runCli(['audit', 'list', '--follow'], {
    transport: async () => ({ status: 503, text: '' }),
  });
  expect(exitCode).toBe(3);
  expect(stderr).toMatch(/^error: .*\n→ Try again/);
});
