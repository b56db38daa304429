import { expect, it } from 'vitest';
import { decisionLine } from '../../../lib/contracts/decision-line.ts';
import { decisionLog } from '../../../scripts/local/decision-log.ts';
import { startLogService } from './support/log-service.ts';

const START_MS = Date.UTC(2026, 2, 1);
const REST = 'Sample-RestApiKeyAuthorizerLog';
const HTTP = 'Sample-HttpApiKeyAuthorizerLog';

function lineFor(route: string): string {
  const request = { via: 'authorizer', method: 'GET', route, requestId: undefined } as const;
  return decisionLine(
    { outcome: 'missing' },
    { ...request, sourceAddress: '127.0.0.1', permission: undefined },
    1,
  );
}

async function logAt(startMs: number) {
  const service = await startLogService();
  const decisions = decisionLog(service.endpointUrl, startMs);
  const signal = new AbortController().signal;
  const routes = async (nowMs: number) => (await decisions.read(nowMs, signal)).map(({ line }) => line.route);
  return { service, routes };
}

it('reads the decisions of all authorizers in the order of their times, and nothing else', async () => {
  const { service, routes } = await logAt(START_MS);
  service.log(REST, lineFor('/third'), START_MS + 30);
  service.log(REST, lineFor('/first'), START_MS + 10);
  service.log(HTTP, lineFor('/second'), START_MS + 20);
  service.log(HTTP, 'START RequestId: 1', START_MS + 20);
  service.log(HTTP, lineFor('/before'), START_MS - 1);
  expect(await routes(START_MS + 500)).toEqual(['/first', '/second', '/third']);
});

it('reads each decision once, also equal ones of two requests', async () => {
  const { service, routes } = await logAt(START_MS);
  service.log(REST, lineFor('/same'), START_MS + 10);
  service.log(REST, lineFor('/same'), START_MS + 10);
  expect(await routes(START_MS + 500)).toEqual(['/same', '/same']);
  expect(await routes(START_MS + 1_000)).toEqual([]);
  expect(await routes(START_MS + 5_000)).toEqual([]);
  expect(await routes(START_MS + 5_500)).toEqual([]);
});

it('reads a line that appears after its timestamp in a new log group', async () => {
  const { service, routes } = await logAt(START_MS);
  expect(await routes(START_MS + 5_000)).toEqual([]);
  service.log(HTTP, lineFor('/late'), START_MS + 4_500);
  expect(await routes(START_MS + 5_500)).toEqual(['/late']);
});

it('reads missed lines on the next call', async () => {
  const { service, routes } = await logAt(START_MS);
  service.log(REST, lineFor('/kept'), START_MS + 10);
  service.failing = true;
  await expect(routes(START_MS + 10_000)).rejects.toThrow();
  service.failing = false;
  expect(await routes(START_MS + 20_000)).toEqual(['/kept']);
});

it('reads more lines than a page contains', async () => {
  const { service, routes } = await logAt(START_MS);
  const logged = Array.from({ length: 2_500 }, (_, index) => `/${index}`);
  logged.forEach((route, index) => {
    service.log(REST, lineFor(route), START_MS + index);
  });
  const read: string[] = [];
  for (let poll = 0; poll < 4; poll += 1) read.push(...(await routes(START_MS + 60_000 + poll)));
  expect(read).toEqual(logged);
});
