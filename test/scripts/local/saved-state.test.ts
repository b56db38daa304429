import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assertRead, assertSaved, readLastStop } from '../../../scripts/local/saved-state.ts';
import type { StateDirectory } from '../../../scripts/local/state-directory.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const SAVED_AT = new Date('2027-01-31T12:00:00Z');
const BEFORE = new Date('2027-01-31T11:00:00Z');
const AFTER = new Date('2027-01-31T13:00:00Z');

async function fileOf(path: string, modified: Date): Promise<void> {
  await writeFile(path, '{}');
  await utimes(path, modified, modified);
}

async function withState(home: StateDirectory): Promise<void> {
  await mkdir(home.state);
  await fileOf(join(home.state, 'iam.json'), BEFORE);
  await fileOf(join(home.state, 'dynamodb.json'), SAVED_AT);
  await fileOf(join(home.state, 'cognito-rsa-key.pem'), AFTER);
}

it('is a regular stop if the marker is removed', async () => {
  const home = await temporaryHome();
  expect(await readLastStop(home)).toEqual({ inOrder: true });
  await withState(home);
  expect(await readLastStop(home)).toEqual({ inOrder: true });
});

it('returns the time since which changes are lost if the marker exists', async () => {
  const home = await temporaryHome();
  await withState(home);
  await fileOf(home.runningMarker, AFTER);
  expect(await readLastStop(home)).toEqual({ inOrder: false, savedAt: SAVED_AT });
});

it('reports that all changes are lost if the state was never saved', async () => {
  const home = await temporaryHome();
  await fileOf(home.runningMarker, AFTER);
  expect(await readLastStop(home)).toEqual({ inOrder: false, savedAt: undefined });
});

it('rejects a state whose last write was interrupted', async () => {
  const home = await temporaryHome();
  await withState(home);
  await fileOf(home.runningMarker, BEFORE);
  await expect(readLastStop(home)).rejects.toThrow(/is incomplete.*\. Delete it: npm start -- --reset$/);
});

it('rejects a file in place of the state folder', async () => {
  const home = await temporaryHome();
  await writeFile(home.state, '');
  await expect(readLastStop(home)).rejects.toThrow(/cannot be read\. Delete it: npm start -- --reset$/);
});

it.each([
  ['2026-11-23 ERROR [persistence] Persistence: failed to load iam: Expecting value', assertRead],
  ['2026-11-23 ERROR [ministack] Failed to restore persisted state for iam; continuing fresh', assertRead],
  [
    '2026-11-23 ERROR [persistence] Persistence: failed to save iam: [Errno 5] Input/output error',
    assertSaved,
  ],
])('reports %s', async (line, assert) => {
  const home = await temporaryHome();
  await writeFile(home.emulatorLog, `INFO ready\n${line}\nINFO more\n`);
  await expect(assert(home)).rejects.toThrow(/Delete it: npm start -- --reset$/);
});

it('a full disk is reported as such, without the advice to delete the state', async () => {
  const home = await temporaryHome();
  await writeFile(home.emulatorLog, 'Persistence: failed to save iam: [Errno 28] No space left on device\n');
  const failure = await assertSaved(home).catch(String);
  expect(failure).toMatch(/The disk is full.*Free some space, then start again\.$/);
  expect(failure).not.toContain('--reset');
});

it('accepts a log without errors', async () => {
  const home = await temporaryHome();
  await writeFile(home.emulatorLog, 'INFO [persistence] Persistence: loaded iam state\n');
  await expect(Promise.all([assertRead(home), assertSaved(home)])).resolves.toBeDefined();
});
