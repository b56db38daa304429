import { expect, it } from 'vitest';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { Failure } from '../../../scripts/local/failure.ts';
import { readOptions } from '../../../scripts/local/options.ts';

const PROFILE_NAMES = [...PROFILES.keys()].join(', ');

it('starts in the foreground, with the state there is, on the usual port, without options', () => {
  expect(readOptions([])).toEqual({
    help: false,
    detach: false,
    reset: false,
    port: undefined,
    profile: undefined,
  });
});

it('takes what it offers', () => {
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

it.each([
  ['--datach'],
  ['start'],
  ['--port'],
  ['--port', '0'],
  ['--port', '65536'],
  ['--port', '1e3'],
  ['--port='],
  ['--profile'],
])('refuses %s %s and says what is allowed', (...args) => {
  expect(() => readOptions(args)).toThrow(Failure);
  expect(() => readOptions(args)).toThrow(
    `allowed: --detach, --reset, --port <1 to 65535>, --profile <${PROFILE_NAMES}>, --stage <local>`,
  );
});

it.each([['Default'], ['constructor'], ['']])('refuses the profile %j and says which there are', (name) => {
  expect(() => readOptions(['--profile', name])).toThrow(
    new Failure(`--profile is '${name}'; allowed: ${PROFILE_NAMES}`),
  );
});

it.each([
  ['prod', '; prod is for an AWS account: npx cdk deploy --all -c stage=prod -c region=<region>'],
  ['Local', ''],
  ['', ''],
])('refuses the stage %j, and says where prod is deployed', (stage, instead) => {
  const denial = `--stage is '${stage}'; allowed here: local${instead}`;
  expect(() => readOptions(['--stage', stage])).toThrow(new Failure(denial));
});
