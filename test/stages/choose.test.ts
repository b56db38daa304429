import { describe, expect, it } from 'vitest';
import { chooseStage } from '../../lib/stages/choose.ts';

describe('choosing a stage', () => {
  it.each(['local', 'prod'])('%s has all of its settings', (stage) => {
    expect(chooseStage({ stage })).toMatchObject({ stage, region: 'us-east-1' });
  });

  it('takes another region where one is asked for', () => {
    expect(chooseStage({ stage: 'prod', region: 'eu-central-1' }).region).toBe('eu-central-1');
  });

  it.each([
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

  it('names every setting that is wrong', () => {
    expect(() => chooseStage({ stage: 'x', region: 'y' })).toThrow(/setting stage .*setting region/s);
  });
});
