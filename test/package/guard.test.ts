import { expect, it } from 'vitest';
import { compiledService } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  'guards a service (%s) that imports postern/guard, type-checked, without the CDK',
  async (type) => {
    const files = ['guarded-service.ts', 'guarded-calls.ts'];
    const folder = await compiledService(type, files, { skipLibCheck: false });

    const output = await run(process.execPath, ['guarded-calls.js'], { cwd: folder });

    const responses = output.trim().split('\n').at(-1) ?? '';
    expect(JSON.parse(responses)).toEqual([
      expect.stringMatching(/^GuardSetupError: .*POSTERN_KEY_TABLE is missing.*Call keys\.guard\(fn\)/),
      '200 open',
      '401 {"error":"Missing Authorization header"}',
    ]);
  },
);
