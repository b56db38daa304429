import { describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { type AdminOperation, adminRoutes } from '../../lib/contracts/http/admin.ts';
import { key, owner, problemResponse, session } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

type ChangingOperation = {
  [Operation in AdminOperation]: (typeof adminRoutes)[Operation]['method'] extends 'GET' ? never : Operation;
}[AdminOperation];

/** The command of an operation, and the text that confirms it. */
interface Confirmed {
  readonly command: string;
  readonly answer: string;
}

/**
 * Irreversible or wide-reaching operations ask for confirmation. Every other operation can be undone by another one, or
 * creates something. An operation that is missing here does not compile.
 */
const OPERATIONS: Readonly<Record<ChangingOperation, Confirmed | 'not confirmed'>> = {
  createTenant: 'not confirmed',
  updateTenant: 'not confirmed',
  suspendTenant: { command: 'tenants suspend acme', answer: 'acme' },
  resumeTenant: 'not confirmed',
  createOwner: 'not confirmed',
  updateOwner: 'not confirmed',
  deactivateOwner: { command: `owners deactivate ${owner.id} --tenant acme`, answer: owner.id },
  reactivateOwner: 'not confirmed',
  createKey: 'not confirmed',
  updateKey: 'not confirmed',
  disableKey: 'not confirmed',
  enableKey: 'not confirmed',
  /** Restorable for 30 days. */
  deleteKey: 'not confirmed',
  restoreKey: 'not confirmed',
  renewKey: 'not confirmed',
  replaceKey: { command: `keys replace ${key.id} --tenant acme`, answer: key.id },
  revokeKey: { command: `keys revoke ${key.id} --tenant acme`, answer: key.id },
  revokeKeys: { command: `keys revoke ${key.id} 4aBcDeFgHiJk --tenant acme`, answer: '2' },
  endKeySession: {
    command: `sessions end ${session.id} --key ${key.id} --tenant acme`,
    answer: session.id,
  },
  resetKeyLimit: 'not confirmed',
  resetOwnerLimit: 'not confirmed',
  resetTenantLimit: 'not confirmed',
  addKeyCredits: 'not confirmed',
  addOwnerCredits: 'not confirmed',
  manageKey: 'not confirmed',
  updateManagedKey: 'not confirmed',
  pauseRotation: 'not confirmed',
  resumeRotation: 'not confirmed',
  /** The previous value stays valid during the overlap, and can be made current again. */
  rotateKey: 'not confirmed',
  rollBackKey: 'not confirmed',
  replaceManagedKey: { command: `managed-keys replace ${key.id} --tenant acme`, answer: key.id },
  unmanageKey: { command: `managed-keys unmanage ${key.id} --tenant acme`, answer: key.id },
  /** Reads only. */
  verify: 'not confirmed',
  verifyBatch: 'not confirmed',
  testNotifications: 'not confirmed',
  /** Holds back every page of the deployment. */
  mutePages: { command: 'alarms mute --minutes 30', answer: 'mute' },
  unmutePages: 'not confirmed',
};

it('every operation that is not a GET is classified', () => {
  const changing = Object.entries(adminRoutes).filter(([, { method }]) => method !== 'GET');
  expect(Object.keys(OPERATIONS).toSorted()).toEqual(changing.map(([operation]) => operation).toSorted());
});

const COMMANDS = Object.entries(OPERATIONS).flatMap(([operation, confirmed]) =>
  confirmed === 'not confirmed' ? [] : [{ operation, ...confirmed, words: confirmed.command.split(' ') }],
);

describe.each(COMMANDS)('$command', ({ operation, words, answer }) => {
  it('requires --yes without a terminal, and sends nothing without it', async () => {
    const { transport, calls } = fakeApi();
    const { exitCode, stderr } = await runCli(words, { transport });
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain(`→ To confirm, run: postern ${words.join(' ')} --yes`);
    expect(calls).toEqual([]);
  });

  it('that the API rejects prints only the error', async () => {
    const transport = async () => problemResponse('not-found');
    const { stdout, stderr } = await runCli([...words, '--yes'], { transport });
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: /);
  });

  it('does not prompt with --json at a terminal, and requires --yes', async () => {
    const { transport, calls } = fakeApi();
    const options = { transport, terminal: true, input: `${answer}\n` };
    const { exitCode, stderr } = await runCli([...words, '--json'], options);
    expect(JSON.parse(stderr).error.advice).toContain('--yes');
    expect([exitCode, calls]).toEqual([EXIT.usage, []]);
  });

  it('runs without a terminal with --yes', async () => {
    const { transport, calls } = fakeApi();
    await runCli([...words, '--yes'], { transport });
    expect(calls).toMatchObject([{ operation }]);
  });

  it.each([
    ['done after the answer is typed', answer, 1],
    ['not done with any other answer', 'y', 0],
  ])('at a terminal is %s', async (_, typed, count) => {
    const { transport, calls } = fakeApi();
    await runCli(words, { transport, terminal: true, input: `${typed}\n` });
    expect(calls).toHaveLength(count);
  });

  it.each([
    ['without a terminal', [], {}],
    ['with --yes', ['--yes'], {}],
    ['at a terminal', [], { terminal: true, input: 'y\n' }],
  ])('does not print a key value that was passed instead of an ID, %s', async (_, options, run) => {
    const typed = words.map((word) => (word === answer ? VALUE : word));
    const { transport } = fakeApi();
    const { stdout, stderr } = await runCli([...typed, ...options], { transport, ...run });
    expect(stdout + stderr).not.toContain(VALUE);
  });

  it('documents the confirmation in its help', async () => {
    const path = words.slice(0, 2);
    const { stdout } = await runCli([...path, '--help'], fakeApi());
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain('Asks for confirmation.');
  });
});

it('adds --yes to the printed command before -- and quotes its words', async () => {
  const words = ['keys', 'revoke', '--tenant', "a'b", '--', key.id];
  const { stderr } = await runCli(words, fakeApi());
  expect(stderr).toContain(String.raw`run: postern keys revoke --tenant 'a'\''b' --yes -- ${key.id}`);
});

it('only commands with a confirmation have --yes', async () => {
  const { stdout } = await runCli(['keys', 'renew', '--help'], fakeApi());
  expect(stdout).not.toContain('--yes');
  const { exitCode } = await runCli(['keys', 'renew', key.id, '--yes'], fakeApi());
  expect(exitCode).toBe(EXIT.usage);
});
