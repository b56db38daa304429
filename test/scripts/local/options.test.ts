import { expect, it } from 'vitest';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { Failure } from '../../../scripts/local/failure.ts';
import { HELP, readOptions } from '../../../scripts/local/options.ts';

const PROFILE_NAMES = [...PROFILES.keys()].join(', ');

it('starts in the foreground with the saved state on the default port without options', () => {
  expect(readOptions([])).toEqual({
    help: false,
    detach: false,
    reset: false,
    port: undefined,
    profile: undefined,
  });
});

it('accepts all documented options', () => {
  const options = readOptions([
    '--detach',
    '--reset',
    '--port',
    '4600',
    '--profile',
    'default',
    '--stage',
    'local',
  ]);
  expect(options).toEqual({ help: false, detach: true, reset: true, port: 4600, profile: 'default' });
});

it.each(['--detach', '--reset', '--port', '--profile', '--stage', '--help'])(
  'describes %s in the help',
  (option) => {
    expect(HELP).toMatch(new RegExp(`^  (?:-h, )?${option} `, 'm'));
  },
);

it.each([
  ['--datach'],
  ['start'],
  ['--port'],
  ['--port', '0'],
  ['--port', '65536'],
  ['--port', '1e3'],
  ['--port='],
  ['--profile'],
])('rejects %s %s with the allowed options', (...args) => {
  expect(() => readOptions(args)).toThrow(Failure);
  expect(() => readOptions(args)).toThrow(
    `Allowed: --detach, --reset, --port <1 to 65535>, --profile <${PROFILE_NAMES}>, --stage <local>.`,
  );
});

it.each([['Default'], ['constructor'], ['']])('rejects the profile %j with the known profiles', (name) => {
  expect(() => readOptions(['--profile', name])).toThrow(
    new Failure(`Invalid --profile '${name}'. Use one of: ${PROFILE_NAMES}.`),
  );
});

it.each([
  ['prod', ' To deploy prod to an AWS account: npx cdk deploy --all -c stage=prod -c region=<region>'],
  ['Local', ''],
  ['', ''],
])('rejects the stage %j with the command for prod', (stage, instead) => {
  const denial = `Invalid --stage '${stage}'. Use local.${instead}`;
  expect(() => readOptions(['--stage', stage])).toThrow(new Failure(denial));
});
