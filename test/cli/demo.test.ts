import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { AdminResponse } from '../../lib/api-client/admin-client.ts';
import { UnreachableError } from '../../lib/api-client/errors.ts';
import type { Transport } from '../../lib/api-client/transport.ts';
import type { UnsignedGet, UnsignedGetOptions, UnsignedResponse } from '../../lib/api-client/unsigned-get.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import { contractOf } from '../api-client/support/profile.ts';
import { key, owner, problemResponse } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const HELLO = 'http://localhost:4566/_aws/execute-api/abcdef02/prod/hello';

interface Given {
  /** Replaces the response of the sample API to a call. */
  readonly answer?: (call: number) => UnsignedResponse | Error | undefined;
  readonly owners?: readonly AdminResponse<'showOwner'>[];
}

/** A deployment whose sample API accepts the key until it is revoked. */
function deployment({ answer = () => undefined, owners = [owner] }: Given = {}) {
  const { transport, calls } = fakeApi({ listOwners: { items: [...owners], next: null } });
  const sampleCalls: { url: string; headers: UnsignedGetOptions['headers'] }[] = [];
  const revoked = () => calls.some(({ operation }) => operation === 'revokeKey');
  const get: UnsignedGet = async (url, { headers, signal } = {}) => {
    signal?.throwIfAborted();
    sampleCalls.push({ url, headers });
    const given = answer(sampleCalls.length);
    if (given instanceof Error) throw given;
    return (
      given ?? (revoked() ? answerOf(401, { code: 'unknown' }) : answerOf(200, { message: 'Hello, demo' }))
    );
  };
  const operations = () => calls.map(({ operation }) => operation);
  return { transport, calls, operations, sampleCalls, get };
}

function answerOf(status: number, body: unknown): UnsignedResponse {
  return { status, headers: {}, text: JSON.stringify(body) };
}

const BEARER = { authorization: `Bearer ${VALUE}` };
const BEARER_WORDS = `-H 'Authorization: Bearer ${VALUE}'`;
const PRESENTED: readonly (readonly [string, object, string])[] = [
  ['default', BEARER, BEARER_WORDS],
  ['mindhunters', { host: 'demo.api.localhost', ...BEARER }, `-H 'Host: demo.api.localhost' ${BEARER_WORDS}`],
  ['mindset', { 'x-api-key': VALUE }, `-H 'x-api-key: ${VALUE}'`],
  ['minds', BEARER, BEARER_WORDS],
  ['mindkey', { authorization: `ApiKey-v2 ${VALUE}` }, `-H 'Authorization: ApiKey-v2 ${VALUE}'`],
  ['mindbridge', BEARER, BEARER_WORDS],
];

const LIFE = ['listOwners', 'createKey', 'revokeKey'];

describe('postern demo', () => {
  it('shows issue, call, revocation and denied call, each with its command and response', async () => {
    const { transport, operations, sampleCalls, get } = deployment();
    const { exitCode, stdout, stderr } = await runCli(['demo'], {
      transport,
      instruments: { get },
    });

    expect(stderr.match(/^\$ .*$/gm)).toEqual([
      `$ npx postern keys create --owner ${owner.id} --name postern-demo --expires-in-days 1`,
      `$ curl -i ${HELLO} -H 'Authorization: Bearer ${VALUE}'`,
      `$ npx postern keys revoke ${key.id}`,
      `$ curl -i ${HELLO} -H 'Authorization: Bearer ${VALUE}'`,
    ]);
    expect(stdout.match(/^\d{3}$/gm)).toEqual(['201', '200', '200', '401']);
    expect(stdout).toContain('"message": "Hello, demo"');
    expect(stdout).toContain('"code": "unknown"');
    expect(operations()).toEqual(LIFE);
    expect(sampleCalls).toEqual(Array(2).fill({ url: HELLO, headers: { authorization: `Bearer ${VALUE}` } }));
    expect(exitCode).toBe(0);
  });

  it.each(PRESENTED)('presents the key of %s as its product documents it', async (name, headers, words) => {
    const profile = PROFILES.get(name) ?? defaultProfile;
    const kinds = ['person', 'application', 'account'] as const;
    const owners = kinds.map((kind) => ({ ...owner, id: `a-${kind}`, kind }));
    const { transport, calls, sampleCalls, get } = deployment({ owners });
    const { exitCode, stderr } = await runCli(['demo'], {
      transport,
      instruments: { get, readProfile: async () => contractOf(profile) },
    });
    expect(sampleCalls).toEqual(Array(2).fill({ url: HELLO, headers }));
    expect(stderr).toContain(`$ curl -i ${HELLO} ${words}\n`);
    const allowed = kinds.filter((kind) => profile.owners.includes(kind));
    expect(calls.find(({ operation }) => operation === 'createKey')?.body).toMatchObject({
      owner: `a-${allowed[0]}`,
    });
    expect(exitCode).toBe(0);
  });

  it('prints each step as a JSON document with --json', async () => {
    const { transport, get } = deployment();
    const { stdout } = await runCli(['demo', '--json'], { transport, instruments: { get } });
    const steps = stdout.split(/(?<=^\}\n)/m).map((text) => JSON.parse(text));
    expect(steps).toMatchObject([
      { status: 201, body: { value: VALUE } },
      { status: 200, body: { message: 'Hello, demo' } },
      { status: 200, body: { status: 'revoked' } },
      { status: 401, body: { code: 'unknown' } },
    ]);
  });

  it('waits for Enter before each step at a terminal', async () => {
    const { transport, calls, get } = deployment();
    const stdin = new PassThrough();
    const before: number[] = [];
    const { exitCode } = await runCli(['demo'], {
      transport,
      terminal: true,
      instruments: { get },
      stdin,
      onStderr: (text) => {
        if (!text.includes('Press Enter')) return;
        before.push(calls.length);
        setImmediate(() => stdin.write('\n'));
      },
    });
    expect(before).toEqual([1, 2, 2, 3]);
    expect(exitCode).toBe(0);
  });

  it('continues without prompts after the end of input', async () => {
    const { transport, operations, get } = deployment();
    const stdin = new PassThrough();
    const { exitCode } = await runCli(['demo'], {
      transport,
      terminal: true,
      instruments: { get },
      stdin,
      onStderr: (text) => void (text.includes('Press Enter') && stdin.end()),
    });
    expect(operations()).toEqual(LIFE);
    expect(exitCode).toBe(0);
  });

  it('uses a key that expires if the demo cannot revoke it', async () => {
    const { transport, calls, get } = deployment();
    await runCli(['demo'], { transport, instruments: { get } });
    const created = calls.find(({ operation }) => operation === 'createKey');
    expect(created?.body).toMatchObject({ expiresAt: '2027-01-02T00:00:00.000Z' });
  });
});

describe('a revoked key is the only remainder of the demo', () => {
  it.each([1, 2])('when call %s to the sample API is interrupted', async (interruptedCall) => {
    const controller = new AbortController();
    const { transport, operations, get } = deployment({
      answer: (call) => {
        if (call !== interruptedCall) return undefined;
        controller.abort();
        return new Error('aborted');
      },
    });
    const { exitCode, stderr } = await runCli(['demo'], {
      transport,
      instruments: { get, interruption: () => controller.signal },
    });
    expect(operations()).toEqual(LIFE);
    expect(stderr).toContain('Interrupted');
    expect(stderr).not.toContain('error:');
    expect(exitCode).toBe(1);
  });

  it.each([
    [1, ['listOwners']],
    [2, LIFE],
    [3, LIFE],
    [4, LIFE],
  ])('when it is interrupted at pause %s', async (interruptedPause, expected) => {
    const controller = new AbortController();
    const { transport, operations, get } = deployment();
    const stdin = new PassThrough();
    let pauses = 0;
    const { exitCode } = await runCli(['demo'], {
      transport,
      terminal: true,
      stdin,
      instruments: { get, interruption: () => controller.signal },
      onStderr: (text) => {
        if (!text.includes('Press Enter')) return;
        pauses += 1;
        const interrupt = pauses === interruptedPause;
        setImmediate(() => (interrupt ? controller.abort() : stdin.write('\n')));
      },
    });
    expect(operations()).toEqual(expected);
    expect(exitCode).toBe(1);
  });

  it.each([
    ['answers with another status', answerOf(503, {}), 1, 'status 503 instead of 200'],
    [
      'does not respond',
      new UnreachableError('http://localhost:4566', new Error()),
      3,
      'http://localhost:4566 does not respond',
    ],
  ])('when the sample API %s', async (_, answer, code, what) => {
    const { transport, operations, get } = deployment({ answer: () => answer });
    const { exitCode, stderr } = await runCli(['demo'], { transport, instruments: { get } });
    expect(operations()).toEqual(LIFE);
    expect(stderr).toContain(what);
    expect(stderr).toContain('→ ');
    expect(exitCode).toBe(code);
  });

  it('when the response with the value is lost', async () => {
    const { transport: whole, operations } = deployment();
    const transport: Transport = async (request) => {
      const answer = await whole(request);
      if (request.method !== 'POST' || !request.path.endsWith('/keys')) return answer;
      return problemResponse('value-unavailable', { key: { tenant: 'demo', id: key.id } });
    };
    const { exitCode } = await runCli(['demo'], { transport });
    expect(operations()).toEqual(LIFE);
    expect(exitCode).toBe(1);
  });

  it('with the command to revoke it if the revocation fails, in addition to the first error', async () => {
    const { transport: whole, get } = deployment({ answer: () => answerOf(503, {}) });
    const transport: Transport = async (sent) => {
      if (sent.path.endsWith('/revoke')) throw new UnreachableError('http://localhost:4566', new Error());
      return whole(sent);
    };
    const { stderr, exitCode } = await runCli(['demo'], { transport, instruments: { get } });
    expect(stderr).toContain(`npx postern keys revoke ${key.id}`);
    expect(stderr).toContain('status 503 instead of 200');
    expect(exitCode).toBe(1);
  });
});

it('reports a failure if a revoked key is still accepted', async () => {
  const { transport, get } = deployment({ answer: () => answerOf(200, {}) });
  const { stderr, exitCode } = await runCli(['demo'], { transport, instruments: { get } });
  expect(stderr).toContain('status 200 instead of 401');
  expect(exitCode).toBe(1);
});

it.each([
  ['without a local deployment', [], { local: false }, 'npm start'],
  [
    'for a deployment in AWS',
    ['--api-url', 'https://api.example.com', '--region', 'eu-central-1'],
    {},
    'Remove --stage',
  ],
])('%s: sends no request and prints the next step', async (_, words, options, advice) => {
  const { transport, calls } = fakeApi();
  const { exitCode, stderr } = await runCli(['demo', ...words], { transport, ...options });
  expect(calls).toEqual([]);
  expect(stderr).toContain(advice);
  expect(exitCode).toBe(2);
});

it.each([
  ['who is active', { status: 'deactivated' } as const],
  ['of a kind that can have keys', { kind: 'account' } as const],
])('issues no key without an owner %s, and prints the next step', async (_, given) => {
  const { transport, calls } = fakeApi({ listOwners: { items: [{ ...owner, ...given }], next: null } });
  const { exitCode, stderr } = await runCli(['demo'], {
    transport,
    instruments: { readProfile: async () => contractOf(mindset) },
  });
  expect(calls.map(({ operation }) => operation)).toEqual(['listOwners']);
  expect(stderr).toContain('→ Create one: npx postern owners create demo-owner --kind application');
  expect(exitCode).toBe(1);
});
