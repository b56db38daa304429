import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGE_NAMES } from '../../lib/stages/stage.ts';
import { cfnLintCommand } from '../support/cfn-lint.ts';
import { stageApp } from '../support/stage-templates.ts';

/** CDK also renders dependencies that a reference implies. */
const CDK_HABITS = ['W3005'];

function templatesOf(stage: string): readonly string[] {
  const { directory } = stageApp(stage).synth();
  return globSync('*.template.json', { cwd: directory }).map((file) => join(directory, file));
}

describe('cfn-lint', () => {
  let python: string;
  let script: string;
  beforeAll(async () => {
    [python, script] = await cfnLintCommand();
  });

  it.each(STAGE_NAMES)('reports no finding for %s', async (stage) => {
    const templates = templatesOf(stage);
    expect(templates.length).toBeGreaterThan(1);
    const args = [script, '--ignore-checks', ...CDK_HABITS, '--', ...templates];
    await promisify(execFile)(python, args).catch(({ message, stdout }) => {
      expect.fail(`${message}\n${stdout}`);
    });
  });
});
