import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';

const COMPILER = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc');
const COMPILER_OPTIONS = ['--noEmit', '--strict', '--target', 'es2024', '--module', 'nodenext'];
const GENERATOR = join(import.meta.dirname, 'support/generate-types.ts');
const PEOPLE = { issuer: 'https://id.example/', scope: 'keys' };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'postern-openapi-types-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function output(words: readonly string[], input = ''): string {
  const { stdout, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return stdout + stderr;
}

/** Loading the generator and its linter alone takes seconds. */
const TIMEOUT_MS = 180_000;

it('openapi-typescript generates types from the document of every profile, and they compile', {
  timeout: TIMEOUT_MS,
}, () => {
  const profiles = [...PROFILES.values()];
  const documents = profiles.map((profile) => openApiDocument(profile, PEOPLE));
  const types = z.array(z.string()).parse(JSON.parse(output([GENERATOR], JSON.stringify(documents))));
  const files = types.map((_, index) => join(folder, `${profiles[index]?.name}.ts`));
  for (const [index, file] of files.entries()) writeFileSync(file, types[index] ?? '');
  expect(types).toHaveLength(profiles.length);
  for (const text of types) expect(text).toContain('createKey');
  expect(output([COMPILER, ...COMPILER_OPTIONS, ...files])).toBe('');
});
