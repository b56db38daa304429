import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prod } from '../../lib/stages/prod.ts';
import { templatesOf } from '../support/stage-variants.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/scale.md'), 'utf8');
const templates = templatesOf(prod);
const resources = [...templates.values()].flatMap(({ Resources }) => Object.values(Resources));
const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
const stack = (name: string) => templates.get(`Postern-prod-${name}`);
const access = Object.values(stack('Access')?.Resources ?? {});
const besidesRoutes = access.filter(({ Type }) => Type !== 'AWS::ApiGatewayV2::Route').length;

it.each([
  ["Postern's own API has", count('AWS::ApiGatewayV2::Route')],
  ['The Access stack has', access.length],
  ['besides its routes', besidesRoutes],
  ['The Data stack has', Object.keys(stack('Data')?.Outputs ?? {}).length],
  ['Parameters in Systems Manager      | 10,000                        |', count('AWS::SSM::Parameter')],
  ['Schedules of EventBridge Scheduler | 1,000,000                     |', count('AWS::Scheduler::Schedule')],
])('docs/scale.md has the figure of the templates of prod: %s %i', (text, figure) => {
  expect([' ', '.', ','].some((end) => page.includes(`${text} ${figure}${end}`))).toBe(true);
});

it('the Access stack has at most 60 resources besides its routes', () => {
  expect(besidesRoutes).toBeLessThanOrEqual(60);
});
