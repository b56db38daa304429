import { PassThrough } from 'node:stream';
import { expect, it, onTestFinished, vi } from 'vitest';
import { decisionLine } from '../../../lib/contracts/decision-line.ts';
import { followLocal, followRemote } from '../../../scripts/local/follow.ts';
import { startLogService } from './support/log-service.ts';

const LINE = decisionLine(
  { outcome: 'missing' },
  {
    via: 'authorizer',
    method: 'GET',
    route: '/hello',
    requestId: undefined,
    sourceAddress: '127.0.0.1',
    permission: undefined,
  },
  1,
);
const BOUND = { timeout: 5_000, interval: 20 };

function terminal({ isTTY = false } = {}) {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const shown: string[] = [];
  stream.on('data', (data) => shown.push(String(data)));
  return { stream, text: () => shown.join('') };
}

async function watched({ isTTY = false, environment = {} } = {}) {
  const service = await startLogService();
  const { stream, text } = terminal({ isTTY });
  const interrupt = new AbortController();
  onTestFinished(() => interrupt.abort());
  return { service, text, interrupt, watch: followLocal(stream, environment) };
}

it('shows a decision, survives errors before it, and ends when it is interrupted', async () => {
  const { service, text, interrupt, watch } = await watched();
  service.failing = true;
  const watching = watch(service.endpointUrl, interrupt.signal);
  await vi.waitFor(() => expect(service.calls).toBeGreaterThan(1), BOUND);
  expect(text()).not.toContain('/hello');

  service.failing = false;
  service.log('KeyAuthorizerLog', LINE, Date.now());
  await vi.waitFor(() => expect(text()).toMatch(/^\d\d:\d\d:\d\d {2}missing .*\/hello +1\.0$/m), BOUND);
  interrupt.abort();
  await watching;
});

it.each([
  ['no terminal', { isTTY: false }, false],
  ['a terminal', { isTTY: true }, true],
  ['a terminal and NO_COLOR', { isTTY: true, environment: { NO_COLOR: '1' } }, false],
])('with %s: colours %o → %s', async (_, surroundings, colours) => {
  const { service, text, interrupt, watch } = await watched(surroundings);
  const watching = watch(service.endpointUrl, interrupt.signal);
  service.log('KeyAuthorizerLog', LINE, Date.now());
  await vi.waitFor(() => expect(text()).toContain('/hello'), BOUND);
  expect(text().includes('\x1b[31mmissing')).toBe(colours);
  interrupt.abort();
  await watching;
});

it('ends when it is interrupted while the emulator hangs', async () => {
  const { service, interrupt, watch } = await watched();
  service.hanging = true;
  const watching = watch(service.endpointUrl, interrupt.signal);
  await vi.waitFor(() => expect(service.calls).toBe(1), BOUND);
  interrupt.abort();
  await watching;
});

it('reports that an emulator of another process stopped', async () => {
  const { service, interrupt, watch } = await watched();
  const watching = followRemote(watch, service.endpointUrl, interrupt.signal);
  await vi.waitFor(() => expect(service.calls).toBeGreaterThan(1), BOUND);
  service.close();
  expect(await watching).toBe(true);
});

it('keeps an emulator of another process running on interruption', async () => {
  const { service, interrupt, watch } = await watched();
  const watching = followRemote(watch, service.endpointUrl, interrupt.signal);
  interrupt.abort();
  expect(await watching).toBe(false);
});
