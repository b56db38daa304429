import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const APP = join(import.meta.dirname, '../../bin/app.ts');
let output: string;

/** Runs the app like the CDK CLI, without AWS credentials or an account in its environment. */
async function synthesize(context: Record<string, string>): Promise<string> {
  const { PATH, CDK_VALIDATION } = process.env;
  const env = { PATH, CDK_VALIDATION, CDK_OUTDIR: output, CDK_CONTEXT_JSON: JSON.stringify(context) };
  await promisify(execFile)(process.execPath, [APP], { env });
  return readFile(join(output, 'manifest.json'), 'utf8');
}

beforeAll(async () => {
  output = await mkdtemp(join(tmpdir(), 'postern-app-'));
});
afterAll(() => rm(output, { recursive: true, force: true }));

describe('the app', () => {
  it('synthesizes prod for a given Region, without an account and without lookups', async () => {
    const manifest = JSON.parse(await synthesize({ stage: 'prod', region: 'eu-central-1' }));
    expect(manifest.missing).toBeUndefined();
    expect(manifest.artifacts['Postern-prod-Data'].environment).toBe('aws://unknown-account/eu-central-1');
  });

  it('fails without a stage, and states how to set one', async () => {
    await expect(synthesize({})).rejects.toThrow(
      "Missing setting 'stage'. Use a name of your choice, for example -c stage=prod.",
    );
  });
});
