import { expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../scripts/cost/options.ts';

it('parses units, with 10M requests of 1M quiet keys by default', () => {
  expect(readOptions([])).toEqual({
    ...{ requests: 1e7, keys: 1e6, tenants: 100, traffic: 'quiet' },
    ...{ deniedPercent: 1, deliverySeconds: 2, ms: 10, tenantSuspension: false },
  });
  const given = [
    '--requests',
    '10B',
    '--keys=20k',
    '--denied',
    '0.5',
    '--traffic',
    'busy',
    '--ms',
    '8',
    '--tenant-suspension',
  ];
  expect(readOptions(given)).toMatchObject({
    ...{ requests: 1e10, keys: 20_000, traffic: 'busy', deniedPercent: 0.5, ms: 8, tenantSuspension: true },
  });
});

it.each([
  [['--requests', '10G'], "Invalid --requests '10G'. Use 1 to 10B"],
  [['--requests', '11B'], "Invalid --requests '11B'. Use 1 to 10B"],
  [['--keys', '0'], "Invalid --keys '0'. Use 1 to 1B"],
  [['--keys', '-5'], "Invalid options '--keys -5'. Usage: npm run cost"],
  [['--keys=-5'], "Invalid --keys '-5'. Use 1 to 1B"],
  [['--denied', '101'], "Invalid --denied '101'. Use 0 to 100"],
  [['--traffic', 'none'], "Invalid --traffic 'none'. Use busy, quiet, batch"],
  [['--delivery-seconds', '0'], "Invalid --delivery-seconds '0'. Use 0.1 to 60"],
  [['--ms', ''], "Invalid --ms ''. Use 1 to 5000"],
  [['--month', '3'], "Invalid options '--month 3'. Usage: npm run cost"],
])('%j is rejected with the allowed values', (args, message) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
