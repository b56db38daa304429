import { expect, it } from 'vitest';
import { Failure } from '../../../scripts/local/failure.ts';
import { readOptions } from '../../../scripts/local/options.ts';

it('starts in the foreground, with the state there is, on the usual port, without options', () => {
  expect(readOptions([])).toEqual({ detach: false, reset: false, port: undefined });
});

it('takes what it offers', () => {
  const options = readOptions(['--detach', '--reset', '--port', '4600']);
  expect(options).toEqual({ detach: true, reset: true, port: 4600 });
});

it.each([
  ['--datach'],
  ['start'],
  ['--port'],
  ['--port', '0'],
  ['--port', '65536'],
  ['--port', '1e3'],
  ['--port='],
])('refuses %s %s and says what is allowed', (...args) => {
  expect(() => readOptions(args)).toThrow(Failure);
  expect(() => readOptions(args)).toThrow(/allowed: --detach, --reset, --port <1 to 65535>$/);
});
