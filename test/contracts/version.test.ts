import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VERSION } from '../../lib/contracts/version.ts';

it.each(['package.json', 'package-lock.json'])('has the version of %s', (file) => {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'));
  expect(manifest).toMatchObject({ version: VERSION });
});
