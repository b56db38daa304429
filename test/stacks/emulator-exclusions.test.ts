import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { prod as prodSettings } from '../../lib/stages/prod.ts';
import { stageTemplates } from '../support/stage-templates.ts';
import { templatesOf } from '../support/stage-variants.ts';

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

const excluded = () =>
  Object.entries(local.Metadata ?? {}).map(([name, each]) => [name.replace(/^Excluded:/, ''), each] as const);

describe('the local stage', () => {
  it('has no resource that the emulator does not support', () => {
    const types = new Set(Object.values(local.Resources).map(({ Type }) => Type));
    expect(types).not.toContain('AWS::CloudWatch::CompositeAlarm');
    expect(types).not.toContain('AWS::Logs::QueryDefinition');
    const alarms = Object.values(local.Resources).filter(({ Type }) => Type === ALARM);
    expect(alarms.length).toBeGreaterThan(10);
    for (const { Properties } of alarms) expect(Properties).not.toHaveProperty('Metrics');
  });

  it('has each excluded resource in its metadata, as prod with full coverage deploys it', () => {
    const full = templatesOf({ ...prodSettings, monitoring: { coverage: 'full', notify: {} } });
    const deployed = full.get('Postern-prod-Monitoring')?.Resources ?? {};
    expect(excluded().length).toBeGreaterThan(10);
    const inLocal = new Map([...Object.entries(local.Resources), ...excluded()]);
    const shape = (resources: Iterable<readonly [string, { Type: string; Properties: object }]>) =>
      [...resources]
        // Their logical IDs contain the name of the stack.
        .filter(([, { Type }]) => Type !== 'AWS::Lambda::Permission')
        .map(([id, { Type, Properties }]) => `${id} ${Type} ${Object.keys(Properties).sort()}`)
        .sort();
    expect(shape(inLocal)).toEqual(shape(Object.entries(deployed)));
  });

  it('has no reference to an excluded resource', () => {
    const resources = JSON.stringify(local.Resources);
    for (const [id] of excluded()) expect(resources).not.toContain(`"${id}"`);
  });
});

it('prod excludes no resource', () => {
  expect(prod.Metadata).toBeUndefined();
  const types = Object.values(prod.Resources).map(({ Type }) => Type);
  expect(types).toContain('AWS::CloudWatch::CompositeAlarm');
});
