import { describe, expect, it } from 'vitest';
import { chooseStage } from '../../lib/stages/choose.ts';
import { local } from '../../lib/stages/local.ts';
import { parseSettings } from '../../lib/stages/stage.ts';

describe('choosing a stage', () => {
  it.each(['local', 'prod'])('%s has all of its settings', (stage) => {
    expect(chooseStage({ stage, region: 'us-east-1' })).toMatchObject({ stage, region: 'us-east-1' });
  });

  it.each(['local', 'prod'])('%s names its region: no account is looked up', (stage) => {
    expect(chooseStage({ stage }).region).toBe('us-east-1');
  });

  it('takes another region where one is asked for', () => {
    expect(chooseStage({ stage: 'prod', region: 'eu-central-1' }).region).toBe('eu-central-1');
  });

  it('takes the profile that is asked for, or else its own', () => {
    expect(chooseStage({ stage: 'local' }).profile).toBe('default');
    expect(chooseStage({ stage: 'local', profile: 'default' }).profile).toBe('default');
  });

  it.each([
    [{ stage: 'local', profile: 'x' }, 'setting profile is "x"; allowed: default'],
    [{ stage: undefined }, 'setting stage is missing; allowed: local, prod'],
    [{ stage: 'staging' }, 'setting stage is "staging"; allowed: local, prod'],
    [{ stage: 'constructor' }, 'setting stage is "constructor"; allowed: local, prod'],
    [{ stage: 'prod', region: 'frankfurt' }, 'setting region is "frankfurt"; allowed: a region of AWS, like'],
    [{ stage: 'prod', region: '' }, 'setting region is ""; allowed: a region of AWS, like'],
    [{ stage: 'prod', region: 7 }, 'setting region is 7'],
  ])('%j fails and says what is allowed', (chosen, message) => {
    expect(() => chooseStage(chosen)).toThrow(message);
    expect(() => chooseStage(chosen)).toThrow('choose with: cdk synth -c stage=prod');
  });

  it("fails on a choice that there is none, beside CDK's own context", () => {
    const context = {
      stage: 'prod',
      profil: 'minds',
      '@aws-cdk/core:stackRelativeExports': true,
      'aws:cdk:x': 1,
    };
    expect(() => chooseStage(context)).toThrow('no setting profil; allowed with -c: stage, region, profile');
    expect(chooseStage({ stage: 'prod', profile: 'minds', 'aws:cdk:x': 1 })).toMatchObject({
      profile: 'minds',
    });
  });

  it('names every setting that is wrong', () => {
    expect(() => chooseStage({ stage: 'x', region: 'y' })).toThrow(/setting stage .*setting region/s);
  });
});

const issuer = { issuer: 'https://id.example', audience: 'postern', scope: 'keys' };

describe('the settings of a stage', () => {
  it.each(['cognito', 'none', issuer, { ...issuer, roleClaim: 'roles' }])(
    'people can be %j',
    (consoleUsers) => {
      expect(parseSettings({ ...local, consoleUsers })).toMatchObject({ consoleUsers });
    },
  );

  it.each([
    [{ region: undefined }, 'setting region is missing; allowed: a region of AWS, like eu-central-1'],
    [{ logRetentionDays: 31 }, 'setting logRetentionDays is 31; allowed: 1, 3, 5,'],
    [
      { throttle: { ...local.throttle, admin: { rateLimit: 0, burstLimit: 1 } } },
      'setting throttle.admin.rateLimit is 0; allowed: more than 0 requests a second',
    ],
    [
      { throttle: { ...local.throttle, public: { rateLimit: 1, burstLimit: 0.5 } } },
      'setting throttle.public.burstLimit is 0.5; allowed: a whole number of requests',
    ],
    [
      { consoleUsers: undefined },
      "setting consoleUsers is missing; allowed: 'cognito', 'none', or an issuer with its",
    ],
    [
      { consoleUsers: 'auth0' },
      "setting consoleUsers is \"auth0\"; allowed: 'cognito', 'none', or an issuer with its",
    ],
    [{ consoleUsers: { ...issuer, audience: undefined } }, 'setting consoleUsers is {'],
    [
      { consoleUsers: { ...issuer, issuer: 'http://id.example' } },
      'setting consoleUsers.issuer is "http://id.example"; allowed: an HTTPS URL without query',
    ],
    [
      { consoleUsers: { ...issuer, scope: 'a b' } },
      'setting consoleUsers.scope is "a b"; allowed: one scope',
    ],
    [
      { consoleUsers: { ...issuer, audience: '' } },
      'setting consoleUsers.audience is ""; allowed: what is in',
    ],
    [{ signInCallbackUrls: [] }, 'setting signInCallbackUrls is []; allowed: one URL or more'],
    [
      { signInCallbackUrls: ['http://keys.example.com'] },
      'setting signInCallbackUrls.0 is "http://keys.example.com"; allowed: an HTTPS URL without #, or http://localhost',
    ],
    [{ tags: { stage: 'ä' } }, 'setting tags.stage is "ä"; allowed: up to 256 letters'],
    [{ tags: { 'aws:stage': 'x' } }, 'setting tags.aws:stage is'],
  ])('%j is refused with what is allowed', (wrong, message) => {
    expect(() => parseSettings({ ...local, ...wrong })).toThrow(message);
  });
});
