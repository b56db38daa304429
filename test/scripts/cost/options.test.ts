import { expect, it } from 'vitest';
import { readOptions, UsageError } from '../../../scripts/cost/options.ts';

it('reads units, and says 10M requests over 1M keys where nothing is said', () => {
  expect(readOptions([])).toEqual({
    ...{ requests: 1e7, keys: 1e6, refusedPercent: 1 },
    ...{ perWindow: 10, perDelivery: 10, ms: 10 },
  });
  const given = ['--requests', '1.5M', '--keys=20k', '--refused', '0.5', '--per-window', '4', '--ms', '8'];
  expect(readOptions(given)).toEqual({
    ...{ requests: 1.5e6, keys: 20_000, refusedPercent: 0.5 },
    ...{ perWindow: 4, perDelivery: 10, ms: 8 },
  });
});

it.each([
  [['--requests', '10G'], "--requests is '10G'; allowed: 1 to 300M"],
  [['--requests', '301M'], "--requests is '301M'; allowed: 1 to 300M"],
  [['--keys', '0'], "--keys is '0'; allowed: 1 to 100M"],
  [['--keys', '-5'], "can't read '--keys -5'; usage: npm run cost"],
  [['--keys=-5'], "--keys is '-5'; allowed: 1 to 100M"],
  [['--refused', '101'], "--refused is '101'; allowed: 0 to 100"],
  [['--per-window', '0'], "--per-window is '0'; allowed: 1 to 1M"],
  [['--ms', ''], "--ms is ''; allowed: 1 to 5000"],
  [['--month', '3'], "can't read '--month 3'; usage: npm run cost"],
])('%j is refused with what is allowed', (args, message) => {
  expect(() => readOptions(args)).toThrow(UsageError);
  expect(() => readOptions(args)).toThrow(message);
});
