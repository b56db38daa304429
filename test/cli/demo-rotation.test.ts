import { describe, expect, it } from 'vitest';
import type { AdminResponse } from '../../lib/api-client/admin-client.ts';
import type { Transport } from '../../lib/api-client/transport.ts';
import type { UnsignedGet } from '../../lib/api-client/unsigned-get.ts';
import { renderTimeline } from '../../lib/cli/demo/rotation/render.ts';
import { type ConsumerCall, phasesOf } from '../../lib/cli/demo/rotation/timeline.ts';
import { key } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { accountOf } from './support/instruments.ts';
import { NOW, runCli } from './support/run-cli.ts';

type Steps = AdminResponse<'showRotations'>['items'][number]['steps'];

const USER = 'arn:aws:iam::000000000000:user/admin';
/** One overlap before now, so that the demo starts the reconciler immediately. */
const BEGAN = NOW - 20_000;
const stepAt = (step: string, afterMs: number): Steps[number] => ({
  step,
  at: new Date(BEGAN + afterMs).toISOString(),
  by: 'engine:sweep',
  reason: null,
});
const UNTIL_SEEN = [
  stepAt('started', 0),
  stepAt('value-generated', 800),
  stepAt('value-accepted', 1500),
  stepAt('finished', 1900),
];

/** A deployment that rotates on demand, and retires the old value at the next read of the status. */
function deployment({ accepts = (_value: string): boolean => true, fails = false } = {}) {
  const { transport: answer, calls } = fakeApi();
  const has = (operation: string, count = 1) =>
    calls.filter((each) => each.operation === operation).length >= count;
  const isRetired = () => has('manageKey', 2);
  const transport: Transport = async (request) => {
    const answered = await answer(request);
    if (fails && has('rotateKey')) return { status: 503, text: '{}' };
    if (!request.path.endsWith('/rotations')) return answered;
    const steps = has('rotateKey')
      ? [...UNTIL_SEEN, ...(isRetired() ? [stepAt('retired', 12_000)] : [])]
      : [];
    const item = { kind: 'standard', startedAt: new Date(BEGAN).toISOString(), endedAt: null, outcome: null };
    return { ...answered, text: JSON.stringify({ items: [{ ...item, steps }] }) };
  };
  const value = () => (has('rotateKey') ? 'new-value' : 'old-value');
  const account = accountOf({
    caller: async () => USER,
    readSecret: async () =>
      JSON.stringify({ keyId: key.id, value: value(), header: 'authorization', scheme: 'Bearer' }),
  });
  const get: UnsignedGet = async (_url, { headers } = {}) => {
    const sent = headers?.authorization?.replace('Bearer ', '') ?? '';
    const isEnded = sent === 'old-value' && isRetired();
    return { status: accepts(sent) && !isEnded ? 200 : 401, headers: {}, text: '{}' };
  };
  const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
  const operations = () => [...new Set(calls.map(({ operation }) => operation))];
  return { transport, calls, operations, instruments: { get, pause, openAccount: () => account } };
}

describe('postern demo rotation', () => {
  it('rotates a demo key during calls, shows each phase, and reports no denied calls', async () => {
    const { transport, calls, operations, instruments } = deployment();
    const { exitCode, stdout, stderr } = await runCli(['demo', 'rotation'], { transport, instruments });
    expect(stderr.match(/✓ \w+/g)).toEqual(
      ['start', 'create', 'set', 'test', 'finish', 'seen', 'overlap', 'retire'].map((each) => `✓ ${each}`),
    );
    expect(stdout).toMatch(/^\d+ calls, 0 denied\. Status with the old value: 401\.$/m);
    expect(exitCode).toBe(0);
    expect(calls.find(({ operation }) => operation === 'manageKey')?.body).toMatchObject({
      name: 'postern-rotation-demo',
      rotateEverySeconds: null,
      readers: [USER],
    });
    expect(operations().at(-1)).toBe('unmanageKey');
    expect(calls.at(-1)?.query).toEqual({ revoke: 'true' });
    expect(stdout + stderr).not.toMatch(/(old|new)-value/);
  });

  it('reports a denied call', async () => {
    const { transport, instruments } = deployment({ accepts: (value) => value === 'old-value' });
    const { exitCode, stdout } = await runCli(['demo', 'rotation'], { transport, instruments });
    expect(stdout).not.toContain(' 0 denied');
    expect(exitCode).not.toBe(0);
  });

  it.each([
    ['fails', deployment({ fails: true }), {}],
    ['is interrupted', deployment(), { interruption: () => AbortSignal.abort() }],
  ])(
    'leaves no key that is accepted where it %s',
    async (_, { transport, operations, instruments }, given) => {
      const { exitCode } = await runCli(['demo', 'rotation'], {
        transport,
        instruments: { ...instruments, ...given },
      });
      expect(exitCode).not.toBe(0);
      expect(operations().at(-1)).toBe('unmanageKey');
    },
  );

  it('requires the local deployment', async () => {
    const { transport, calls } = deployment();
    const { stderr } = await runCli(['demo', 'rotation', '--api-url', 'https://api.example.com'], {
      transport,
      local: false,
      environment: { AWS_REGION: 'eu-central-1' },
    });
    expect(stderr).toContain('requires the sample API of the local deployment');
    expect(calls).toEqual([]);
  });
});

describe('the timeline', () => {
  const CALLS: ConsumerCall[] = [
    { status: 200, value: 'old' },
    { status: 200, value: 'new' },
    { status: 401, value: 'new' },
  ];

  it('has each step with its time, and the value of each call', () => {
    expect(renderTimeline({ stages: phasesOf(UNTIL_SEEN), calls: CALLS }).split('\n')).toEqual([
      '  ✓ start      +0.0 s  the rotation is recorded',
      '  ✓ create     +0.8 s  a new value is stored in the secret as AWSPENDING',
      '  ✓ set        +1.5 s  the old and new values are both accepted',
      '  ✓ test       +1.9 s  the new value was tested',
      '  ✓ finish     +1.9 s  AWSCURRENT is the new value',
      '  ✓ seen       +1.9 s  the new value is current in all Regions; the overlap starts',
      '  … overlap            each consumer reads the new value when its cache expires',
      '    retire',
      '',
      '  calls     ·█✗',
      '            · 200 with the old value   █ 200 with the new value   ✗ denied',
      '            3 calls, 1 denied',
    ]);
  });

  it('fits the width of a terminal', () => {
    const calls = Array<ConsumerCall>(500).fill({ status: 200, value: 'old' });
    const widths = renderTimeline({ stages: phasesOf([]), calls })
      .split('\n')
      .map(({ length }) => length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(80);
  });
});
