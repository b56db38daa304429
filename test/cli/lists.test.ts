import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { key, tenant } from '../api-client/support/responses.ts';
import { fakeApi } from './support/fake-api.ts';
import { type RunOptions, runCli } from './support/run-cli.ts';

const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g');
const START_OF_LINE = '\r\u001b[K';

/** A listing of three pages; `onPage` is called before each is answered. */
function threePages(onPage: (page: number) => Promise<void> | void = () => {}) {
  const apis = [1, 2, 3].map((page) =>
    fakeApi({
      listKeys: {
        items: [1, 2].map((row) => ({ ...key, id: `key${page}${row}`, name: `a name\u001b[2J ${page}` })),
        next: page === 3 ? null : String(page + 1),
      },
    }),
  );
  const transport: RunOptions['transport'] = async (request) => {
    const page = Number(request.query.cursor ?? 1);
    await onPage(page);
    const api = apis[page - 1];
    if (api === undefined) throw new Error('no such page');
    return api.transport(request);
  };
  return transport;
}

const ALL = ['keys', 'list', '--all', '--tenant', 'acme'];

describe('list --all', () => {
  it('prints each page before it requests the next', async () => {
    const written: number[] = [];
    let stdout = '';
    const transport = threePages((page) => void written.push(page, stdout.match(/key\d\d/g)?.length ?? 0));
    const ran = await runCli(ALL, { transport, onStdout: (text) => (stdout += text) });
    expect(written).toEqual([1, 0, 2, 2, 3, 4]);
    expect(ran.stdout.match(/key\d\d/g)).toHaveLength(6);
    expect(ran.stdout.match(/KEY/g)).toHaveLength(1);
  });

  it('prints one document with all rows with --json', async () => {
    const { stdout } = await runCli([...ALL, '--json'], { transport: threePages() });
    const listed = JSON.parse(stdout);
    expect(listed).toMatchObject({ next: null, items: [{ id: 'key11' }, {}, {}, {}, {}, { id: 'key32' }] });
    expect(stdout).toBe(`${JSON.stringify(listed, null, 2).replaceAll('\u001b', '\\u001b')}\n`);
  });

  it('name the items that the deployment cannot read', async () => {
    const pages = { items: [key], next: null, unknown: ['NewerKey1234'] };
    const { transport } = fakeApi({ listKeys: pages });
    const text = await runCli(['keys', 'list', '--tenant', 'acme'], { transport });
    expect(text.stderr).toContain('Unknown items: NewerKey1234. A newer version may have written them.');
    const printed = await runCli(['keys', 'list', '--tenant', 'acme', '--json'], { transport });
    expect(JSON.parse(printed.stdout)).toMatchObject({ unknown: ['NewerKey1234'] });
  });

  it('keeps the other fields and empty listings with --json', async () => {
    const { transport } = fakeApi({ listKeys: { items: [], next: null } });
    const empty = await runCli([...ALL, '--json'], { transport });
    expect(empty.stdout).toBe(`${JSON.stringify({ items: [], next: null }, null, 2)}\n`);
    const report = await runCli(['report', 'dormant', '--all', '--json'], fakeApi());
    expect(JSON.parse(report.stdout)).toMatchObject({ items: [{}], next: null, delivery: {} });
  });

  it('prints the rows of earlier pages if a later page fails', async () => {
    const transport = threePages((page) => {
      if (page === 3) throw new Error('lost');
    });
    const { stdout, exitCode } = await runCli(ALL, { transport });
    expect(stdout.match(/key\d\d/g)).toHaveLength(4);
    expect(exitCode).not.toBe(0);
  });
});

describe('columns', () => {
  it.each([40, 60, 80, 120])('are cut to a terminal of %i characters', async (columns) => {
    const items = [{ ...key, name: '支払い'.repeat(20), owner: 'a'.repeat(60) }];
    const { transport } = fakeApi({ listKeys: { items, next: null } });
    const { stdout } = await runCli(ALL, { transport, terminal: true, columns });
    for (const line of stdout.replaceAll(ESCAPES, '').trimEnd().split('\n')) {
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
    }
    expect(stdout).toContain(key.id);
    expect(stdout).toContain('…');
  });

  it('are complete in a file', async () => {
    const { transport } = fakeApi({ listKeys: { items: [{ ...key, name: 'a'.repeat(100) }], next: null } });
    expect((await runCli(ALL, { transport })).stdout).toContain('a'.repeat(100));
  });

  it('are always complete in details', async () => {
    const { transport } = fakeApi({ createTenant: { ...tenant, name: 'a'.repeat(100) } });
    const create = ['tenants', 'create', 'acme'];
    const { stdout } = await runCli(create, { transport, terminal: true, columns: 40 });
    expect(stdout).toContain('a'.repeat(100));
  });
});

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
  afterEach(() => void vi.useRealTimers());

  const slow = (ms: number) => threePages(() => pass(ms));

  it('shows the number of rows after two seconds if rows go to a file, and is removed at the end', async () => {
    const { stderr } = await runCli(ALL, { transport: slow(1500), stderrTerminal: true });
    expect(stderr).toContain('2 rows … 3 s');
    expect(stderr.endsWith(START_OF_LINE)).toBe(true);
  });

  it.each([
    ['within two seconds', { transport: slow(600), stderrTerminal: true }],
    ['where rows appear at the terminal', { transport: slow(1500), terminal: true }],
    ['if stderr is not a terminal', { transport: slow(5000) }],
  ])('is not shown %s', async (_, options) => {
    expect((await runCli(ALL, options)).stderr).toBe('');
  });

  it.each([[['keys', 'show', key.id]], [['managed-keys', 'rotate', key.id]], [['report', 'expiring']]])(
    'is shown by every waiting command: %s',
    async (words) => {
      const { transport } = fakeApi();
      const { stderr } = await runCli(words, {
        transport: async (request) => {
          await pass(4000);
          return transport(request);
        },
        terminal: true,
      });
      expect(stderr).toContain('waiting for a response … 4 s');
      expect(stderr).toContain(START_OF_LINE);
    },
  );
});

/** Two columns for each character of the East Asian scripts used here. */
function widthOf(text: string): number {
  return [...text].reduce((width, character) => width + (character > '\u3000' ? 2 : 1), 0);
}

/** Lets time pass while a call waits. */
async function pass(ms: number): Promise<void> {
  await Promise.resolve();
  vi.advanceTimersByTime(ms);
}
