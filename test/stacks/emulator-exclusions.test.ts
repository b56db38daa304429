import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { stageTemplates } from '../support/stage-templates.ts';

const definition = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) });
const parsed = z.object({
  Resources: z.record(z.string(), definition),
  Metadata: z.record(z.string(), definition).optional(),
});
type Parsed = z.infer<typeof parsed>;

function monitoringOf(stage: string): Parsed {
  return parsed.parse(stageTemplates(stage).get(`Postern-${stage}-Monitoring`)?.toJSON());
}

const ALARM = 'AWS::CloudWatch::Alarm';

let local: Parsed;
let prod: Parsed;
beforeAll(() => {
  local = monitoringOf('local');
  prod = monitoringOf('prod');
});

const leftOut = () =>
  Object.entries(local.Metadata ?? {}).map(([name, each]) => [name.replace(/^Excluded:/, ''), each] as const);

describe('in the local stage', () => {
  it('nothing is left in that the emulator refuses', () => {
    const types = new Set(Object.values(local.Resources).map(({ Type }) => Type));
    expect(types).not.toContain('AWS::CloudWatch::CompositeAlarm');
    expect(types).not.toContain('AWS::Logs::QueryDefinition');
    const alarms = Object.values(local.Resources).filter(({ Type }) => Type === ALARM);
    expect(alarms.length).toBeGreaterThan(10);
    for (const { Properties } of alarms) expect(Properties).not.toHaveProperty('Metrics');
  });

  it('what is left out stands in the metadata as prod deploys it, so that it can be evaluated', () => {
    expect(leftOut().length).toBeGreaterThan(10);
    const inLocal = new Map([...Object.entries(local.Resources), ...leftOut()]);
    const shape = (resources: Iterable<readonly [string, { Type: string; Properties: object }]>) =>
      [...resources]
        // Their ids hold the name of the stack.
        .filter(([, { Type }]) => Type !== 'AWS::Lambda::Permission')
        .map(([id, { Type, Properties }]) => `${id} ${Type} ${Object.keys(Properties).sort()}`)
        .sort();
    expect(shape(inLocal)).toEqual(shape(Object.entries(prod.Resources)));
  });

  it('nothing that is left refers to what is left out', () => {
    const resources = JSON.stringify(local.Resources);
    for (const [id] of leftOut()) expect(resources).not.toContain(`"${id}"`);
  });
});

it('prod leaves nothing out', () => {
  expect(prod.Metadata).toBeUndefined();
  const types = Object.values(prod.Resources).map(({ Type }) => Type);
  expect(types).toContain('AWS::CloudWatch::CompositeAlarm');
});
