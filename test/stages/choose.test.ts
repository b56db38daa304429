import { describe, expect, it } from 'vitest';
import { chooseStage } from '../../lib/stages/choose.ts';
import { local } from '../../lib/stages/local.ts';
import { prod } from '../../lib/stages/prod.ts';
import { parseSettings } from '../../lib/stages/stage.ts';

describe('chooseStage()', () => {
  it.each(['local', 'prod'])('returns all settings of %s', (stage) => {
    expect(chooseStage({ stage, region: 'us-east-1' })).toMatchObject({ stage, region: 'us-east-1' });
  });

  it.each(['local', 'prod'])('returns the Region of %s without an account lookup', (stage) => {
    expect(chooseStage({ stage }).region).toBe('us-east-1');
  });

  it('overrides the Region', () => {
    expect(chooseStage({ stage: 'prod', region: 'eu-central-1' }).region).toBe('eu-central-1');
  });

  it('overrides the profile, with the profile of the stage as default', () => {
    expect(chooseStage({ stage: 'local' }).profile).toBe('default');
    expect(chooseStage({ stage: 'local', profile: 'default' }).profile).toBe('default');
  });

  it.each([
    [{ stage: 'local', profile: 'x' }, 'Invalid setting \'profile\': "x". Use one of: default'],
    [{ stage: undefined }, "Missing setting 'stage'. Use a name of your choice"],
    [
      { stage: 'Staging' },
      'Invalid setting \'stage\': "Staging". Use at most 16 characters of a-z, 0-9 and -',
    ],
    [{ stage: 'a'.repeat(17) }, 'Use at most 16 characters of a-z, 0-9 and -'],
    [{ stage: 'prod', region: 'frankfurt' }, 'Invalid setting \'region\': "frankfurt". Set an AWS Region'],
    [{ stage: 'prod', region: '' }, 'Invalid setting \'region\': "". Set an AWS Region'],
    [{ stage: 'prod', region: 7 }, "Invalid setting 'region': 7"],
  ])('rejects %j with the allowed values', (context, message) => {
    expect(() => chooseStage(context)).toThrow(message);
    expect(() => chooseStage(context)).toThrow('Set them with -c, for example: cdk synth -c stage=prod');
  });

  it('returns the settings of prod for a stage with another name, tagged with this name', () => {
    expect(chooseStage({ stage: 'staging' })).toEqual({
      ...prod,
      stage: 'staging',
      tags: { ...prod.tags, stage: 'staging' },
    });
  });

  it('puts the settings of the file over those of prod, and the context over both', () => {
    const file = {
      stage: 'staging',
      region: 'eu-west-1',
      profile: { prefix: 'acme_' },
      audit: { archive: 'none' },
      monitoring: { notify: { ticket: { emails: ['ops@example.com'] } } },
    };
    expect(chooseStage({ region: 'eu-central-1' }, file)).toEqual({
      ...prod,
      ...file,
      region: 'eu-central-1',
      audit: { ...prod.audit, archive: 'none' },
      monitoring: { ...prod.monitoring, ...file.monitoring },
      tags: { ...prod.tags, stage: 'staging' },
    });
  });

  it('rejects an unknown setting of the file', () => {
    expect(() => chooseStage({}, { stage: 'prod', regoin: 'eu-west-1' })).toThrow('regoin');
  });

  it('rejects an unknown setting and accepts context of CDK', () => {
    const context = {
      stage: 'prod',
      profil: 'minds',
      '@aws-cdk/core:stackRelativeExports': true,
      'aws:cdk:x': 1,
    };
    expect(() => chooseStage(context)).toThrow(
      "Unknown setting 'profil'. Use with -c: stage, region, profile",
    );
    expect(chooseStage({ stage: 'prod', profile: 'minds', 'aws:cdk:x': 1 })).toMatchObject({
      profile: 'minds',
    });
  });

  it('lists every invalid setting', () => {
    expect(() => chooseStage({ stage: 'X', region: 'y' })).toThrow(/setting 'stage'.*setting 'region'/s);
  });
});

const issuer = { issuer: 'https://id.example', audience: 'postern', scope: 'keys' };

describe('stage settings', () => {
  it.each(['cognito', 'none', issuer, { ...issuer, roleClaim: 'roles' }])(
    'accept %j as consoleUsers',
    (consoleUsers) => {
      expect(parseSettings({ ...local, consoleUsers })).toMatchObject({ consoleUsers });
    },
  );

  it.each([
    [
      { region: undefined },
      "Missing setting 'region'. Set an AWS Region, for example -c region=eu-central-1.",
    ],
    [{ logRetentionDays: 31 }, "Invalid setting 'logRetentionDays': 31. Use one of: 1, 3, 5,"],
    [
      { throttle: { ...local.throttle, admin: { rateLimit: 0, burstLimit: 1 } } },
      "Invalid setting 'throttle.admin.rateLimit': 0. Use a whole number from 1 to 100000.",
    ],
    [
      { throttle: { ...local.throttle, public: { rateLimit: 1, burstLimit: 0.5 } } },
      "Invalid setting 'throttle.public.burstLimit': 0.5. Use a whole number from 1 to 100000.",
    ],
    [
      { throttle: { ...local.throttle, public: { rateLimit: 100_001, burstLimit: 1 } } },
      "Invalid setting 'throttle.public.rateLimit': 100001. Use a whole number from 1 to 100000.",
    ],
    [
      { consoleUsers: undefined },
      "Missing setting 'consoleUsers'. Use 'cognito', 'none', or an issuer with its",
    ],
    [
      { consoleUsers: 'auth0' },
      "Invalid setting 'consoleUsers': \"auth0\". Use 'cognito', 'none', or an issuer with its",
    ],
    [{ consoleUsers: { ...issuer, audience: undefined } }, "Invalid setting 'consoleUsers': {"],
    [
      { consoleUsers: { ...issuer, issuer: 'http://id.example' } },
      'Invalid setting \'consoleUsers.issuer\': "http://id.example". Use an HTTPS URL without query',
    ],
    [
      { consoleUsers: { ...issuer, scope: 'a b' } },
      'Invalid setting \'consoleUsers.scope\': "a b". Use one scope',
    ],
    [
      { consoleUsers: { ...issuer, audience: '' } },
      'Invalid setting \'consoleUsers.audience\': "". Use the aud',
    ],
    [{ signInCallbackUrls: [] }, "Invalid setting 'signInCallbackUrls': []. Use one or more URLs."],
    [
      { signInCallbackUrls: ['http://keys.example.com'] },
      'Invalid setting \'signInCallbackUrls.0\': "http://keys.example.com". Use an HTTPS URL without #, or http://localhost.',
    ],
    [
      { developmentOrigins: ['https://keys.example.com'] },
      'Invalid setting \'developmentOrigins.0\': "https://keys.example.com". Use the origin of a server on your machine',
    ],
    [
      { developmentOrigins: [1, 2, 3, 4, 5, 6].map((port) => `http://localhost:${port}`) },
      'Use at most 5 origins.',
    ],
    [{ tags: { stage: 'ä' } }, 'Invalid setting \'tags.stage\': "ä". Use up to 256 letters'],
    [{ tags: { 'aws:stage': 'x' } }, "Invalid setting 'tags.aws:stage'"],
  ])('reject %j with the allowed values', (invalid, message) => {
    expect(() => parseSettings({ ...local, ...invalid })).toThrow(message);
  });
});
