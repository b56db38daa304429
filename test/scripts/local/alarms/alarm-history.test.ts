import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod';
import { AlarmHistory } from '../../../../scripts/local/alarms/alarm-history.ts';
import { endpointAt } from '../../../../scripts/local/port.ts';

const START_MS = Date.UTC(2026, 2, 1, 12);
/** In seconds, as the protocol has it. */
const request = z.object({ StartDate: z.number() });

interface Item {
  readonly alarm: string;
  readonly from: string;
  readonly to: string;
  readonly atSeconds: number;
}

/** An emulator that has a history of alarms and nothing else. */
async function historyOf(items: readonly Item[]) {
  const server = createServer(async (incoming, response) => {
    const { StartDate } = request.parse(await json(incoming));
    const AlarmHistoryItems = items
      .map(({ alarm, from, to, atSeconds }) => ({
        AlarmName: alarm,
        Timestamp: START_MS / 1_000 + atSeconds,
        HistoryData: JSON.stringify({
          oldState: { stateValue: from },
          newState: { stateValue: to, stateReason: 'because' },
        }),
      }))
      .filter(({ Timestamp }) => Timestamp >= StartDate);
    response.setHeader('content-type', 'application/x-amz-json-1.0');
    response.end(JSON.stringify({ AlarmHistoryItems }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  const history = new AlarmHistory(endpointAt(address.port), START_MS);
  return async () => {
    const changes = await history.read(new AbortController().signal);
    return changes.map(({ alarm, from, to }) => `${alarm}: ${from} → ${to}`);
  };
}

it('reads each state change once, also two in the same second, and nothing else', async () => {
  const items: Item[] = [
    { alarm: 'before', from: 'OK', to: 'ALARM', atSeconds: -1 },
    { alarm: 'made', from: 'INSUFFICIENT_DATA', to: 'INSUFFICIENT_DATA', atSeconds: 1 },
    { alarm: 'spike', from: 'OK', to: 'ALARM', atSeconds: 2 },
  ];
  const read = await historyOf(items);
  expect(await read()).toEqual(['spike: OK → ALARM']);
  items.push({ alarm: 'ratio', from: 'OK', to: 'ALARM', atSeconds: 2 });
  expect(await read()).toEqual(['ratio: OK → ALARM']);
  items.push({ alarm: 'spike', from: 'ALARM', to: 'OK', atSeconds: 30 });
  expect(await read()).toEqual(['spike: ALARM → OK']);
  expect(await read()).toEqual([]);
});
