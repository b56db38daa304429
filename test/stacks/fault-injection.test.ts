import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { STAGE_NAMES } from '../../lib/stages/stage.ts';
import { FAULTY_ROTATION } from '../../scripts/build/bundle.ts';
import { stageApp } from '../support/stage-templates.ts';

/** The variable that injects the crash. It is only in the fault-injection bundle. */
const MARK = 'before moveLabel';

function bundlesOf(folder: string): readonly string[] {
  return globSync('**/*.mjs', { cwd: folder }).map((file) => readFileSync(join(folder, file), 'utf8'));
}

it.each(STAGE_NAMES)('no function of %s contains the fault injection', (stage) => {
  const { directory } = stageApp(stage).synth();
  const bundles = bundlesOf(directory);
  expect(bundles.length).toBeGreaterThan(4);
  expect(bundles.filter((text) => text.includes(MARK))).toEqual([]);
});

it('the fault-injection bundle contains the searched variable', () => {
  expect(readFileSync(join(import.meta.dirname, '../..', FAULTY_ROTATION), 'utf8')).toContain(MARK);
});
