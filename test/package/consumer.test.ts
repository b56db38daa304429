import { expect, it } from 'vitest';
import { compiledService } from './support/consumer-app.ts';
import { run } from './support/run.ts';

it.each(['module', 'commonjs'])(
  'reads a managed key in a service (%s) with postern/consumer and the client of AWS, type-checked, without the CDK',
  async (type) => {
    const folder = await compiledService(type, ['consuming-service.ts']);

    const output = await run(process.execPath, ['consuming-service.js'], {
      cwd: folder,
      env: { AWS_REGION: 'eu-central-1' },
    });

    expect(JSON.parse(output)).toEqual([200, 200, 'invalid-secret']);
  },
);
