import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { KeyStore } from '../../lib/constructs/key-store/key-store.ts';
import { Monitoring } from '../../lib/constructs/monitoring/monitoring.ts';
import { Rotation } from '../../lib/constructs/rotation/rotation.ts';
import { UsageStore } from '../../lib/constructs/usage-store/usage-store.ts';
import { prod } from '../../lib/stages/prod.ts';
import type { StageSettings } from '../../lib/stages/stage.ts';
import { PROD_IDLE_USD } from '../../scripts/cost/fixed.ts';
import { type DeployedResources, type IdleLine, idleLines } from '../../scripts/cost/idle.ts';
import { templatesOf } from '../support/stage-variants.ts';
import { temporaryApp } from '../support/temporary-app.ts';

/** What `prod` may cost a month without requests and keys. */
const CEILING_USD = 8;

function stage(settings: StageSettings): DeployedResources {
  return [...templatesOf(settings).values()].flatMap(({ Resources }) => Object.values(Resources));
}

/** The constructs with their defaults, as an app composes them. */
function library(): DeployedResources {
  const stack = new Stack(temporaryApp(), 'App');
  const store = new KeyStore(stack, 'Store');
  const usage = new UsageStore(stack, 'Usage');
  const rotation = new Rotation(stack, 'Rotation', { name: 'prod', store, usage });
  const keys = new ApiKeys(stack, 'Keys', { store, usage, rotation });
  new Monitoring(stack, 'Monitoring', { keys, rotation });
  return Object.values(Template.fromStack(stack).toJSON().Resources);
}

const DEPLOYMENTS: Readonly<Record<string, () => DeployedResources>> = {
  prod: () => stage(prod),
  'prod, full coverage': () => stage({ ...prod, monitoring: { notify: {}, coverage: 'full' } }),
  'library defaults': library,
};

function total(lines: readonly IdleLine[]): number {
  return lines.reduce((sum, { usd }) => sum + usd, 0);
}

const cost = readFileSync(join(import.meta.dirname, '../../docs/cost.md'), 'utf8');

/** The cells of a row of the idle cost table, in the order of its columns. */
function documented(name: string): readonly string[] {
  const row = new RegExp(`^\\| \\**${name}\\** +\\|(.*)\\|$`, 'm').exec(cost)?.[1] ?? '';
  return row.split('|').map((cell) => cell.replaceAll('*', '').trim());
}

describe.each(Object.entries(DEPLOYMENTS))('docs/cost.md: %s', (name, deployed) => {
  const column = Object.keys(DEPLOYMENTS).indexOf(name);

  it('has the idle cost of each line, as the templates result in', () => {
    const lines = idleLines(deployed());
    const rows = lines.map((line) => [line.name, documented(line.name)[column]]);
    expect(rows).toEqual(lines.map(({ name, count, usd }) => [name, `${count}: ${usd.toFixed(2)}`]));
    expect(documented('Total')[column]).toBe(total(lines).toFixed(2));
  });
});

it(`prod costs at most ${CEILING_USD} USD a month while idle, with every alarm that pages`, () => {
  const [own, full] = [stage(prod), stage({ ...prod, monitoring: { notify: {} } })];
  const pages = (resources: DeployedResources) =>
    resources
      .filter(({ Type }) => Type === 'AWS::CloudWatch::CompositeAlarm')
      .map(({ Properties }) => Properties);
  expect(total(idleLines(own))).toBeLessThanOrEqual(CEILING_USD);
  expect(total(idleLines(own))).toBeCloseTo(PROD_IDLE_USD, 2);
  expect(pages(own)).toEqual(pages(full));
  expect(pages(own)).toHaveLength(6);
});
