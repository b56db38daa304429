import { expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../scripts/cost/options.ts';

it('parses units, with 10M requests and 1M keys by default', () => {
  expect(readOptions([])).toEqual({
    ...{ requests: 1e7, keys: 1e6, deniedPercent: 1 },
    ...{ perWindow: 10, perDelivery: 10, ms: 10 },
  });
  const given = ['--requests', '1.5M', '--keys=20k', '--denied', '0.5', '--per-window', '4', '--ms', '8'];
  expect(readOptions(given)).toEqual({
    ...{ requests: 1.5e6, keys: 20_000, deniedPercent: 0.5 },
    ...{ perWindow: 4, perDelivery: 10, ms: 8 },
  });
});

it.each([
  [['--requests', '10G'], "Invalid --requests '10G'. Use 1 to 300M"],
  [['--requests', '301M'], "Invalid --requests '301M'. Use 1 to 300M"],
  [['--keys', '0'], "Invalid --keys '0'. Use 1 to 100M"],
  [['--keys', '-5'], "Invalid options '--keys -5'. Usage: npm run cost"],
  [['--keys=-5'], "Invalid --keys '-5'. Use 1 to 100M"],
  [['--denied', '101'], "Invalid --denied '101'. Use 0 to 100"],
  [['--per-window', '0'], "Invalid --per-window '0'. Use 1 to 1M"],
  [['--ms', ''], "Invalid --ms ''. Use 1 to 5000"],
  [['--month', '3'], "Invalid options '--month 3'. Usage: npm run cost"],
])('%j is rejected with the allowed values', (args, message) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
