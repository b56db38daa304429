import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import * as z from 'zod';
import { endpointAt } from '../../../../scripts/local/port.ts';

const filterRequest = z.object({ logGroupName: z.string(), startTime: z.number(), limit: z.number() });

/** An emulator that has logs and nothing else. */
export interface LogService {
  readonly endpointUrl: string;
  /** The number of calls with a response. */
  readonly calls: number;
  /** Whether its responses are errors. */
  failing: boolean;
  /** Whether it accepts calls and never responds. */
  hanging: boolean;
  /** Writes a line of a function to a new stream. Creates the log group if it does not exist. */
  log(group: string, message: string, timestamp: number): void;
  close(): void;
}

export async function startLogService(): Promise<LogService> {
  const groups = new Map<string, { logStreamName: string; message: string; timestamp: number }[]>();
  const answer = (target: string, request: unknown) => {
    if (target.endsWith('DescribeLogGroups')) {
      return { logGroups: [...groups.keys()].map((logGroupName) => ({ logGroupName })) };
    }
    const { logGroupName, startTime, limit } = filterRequest.parse(request);
    const events = (groups.get(logGroupName) ?? []).filter(({ timestamp }) => timestamp >= startTime);
    return { events: events.toSorted((one, other) => one.timestamp - other.timestamp).slice(0, limit) };
  };
  const state = { calls: 0, failing: false, hanging: false };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const body = request.method === 'POST' ? await json(request) : {};
    state.calls += 1;
    if (state.hanging) return;
    response.statusCode = state.failing ? 400 : 200;
    const target = String(request.headers['x-amz-target']);
    response.end(JSON.stringify(state.failing || request.method !== 'POST' ? {} : answer(target, body)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(close);
  return Object.assign(state, {
    endpointUrl: endpointAt(address.port),
    log(group: string, message: string, timestamp: number) {
      const event = { logStreamName: crypto.randomUUID(), message, timestamp };
      groups.set(group, [...(groups.get(group) ?? []), event]);
    },
    close,
  });
}
