import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import type { StageSettings } from '../../lib/stages/stage.ts';
import { temporaryApp } from './temporary-app.ts';

const issuer = { issuer: 'https://id.example.com', audience: 'console', scope: 'orders/console' };
const notify = {
  ticket: { emails: ['ops@example.com'] },
  page: { webhooks: ['https://pager.example.com/hook'] },
  chat: { slackWorkspaceId: 'T0123456789', slackChannelId: 'C0123456789' },
};

/** Deployments that differ from `prod` in the settings that add or remove resources. */
export const STAGE_VARIANTS: Readonly<Record<string, StageSettings>> = {
  prod,
  'another issuer': { ...prod, consoleUsers: issuer },
  'no console users': { ...prod, consoleUsers: 'none' },
  'no customer managed key': { ...prod, keyTable: { ...prod.keyTable, customerManagedKey: false } },
  'archive in governance mode': { ...prod, audit: { ...prod.audit, archive: 'governance' } },
  'no archive': { ...prod, audit: { ...prod.audit, archive: 'none' } },
  'no rotation': { ...prod, rotation: null },
  'no monitoring': { ...prod, monitoring: undefined },
  'all receivers': { ...prod, monitoring: { notify, heartbeatUrlParameter: '/alerts/postern' } },
  'a profile with sessions': { ...prod, profile: 'minds' },
  'a sample': { ...prod, sample: true },
};

const resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
export type TemplateResource = z.infer<typeof resource>;

const template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: z.unknown() })).default({}),
  Resources: z.record(z.string(), resource),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});
export type StackTemplate = z.infer<typeof template>;

export type StageTemplates = ReadonlyMap<string, StackTemplate>;

const known = new Map<string, StageTemplates>();

/** The templates of a deployment by stack name, in deployment order. Tests of a worker share them. */
export function templatesOf(settings: StageSettings): StageTemplates {
  const key = JSON.stringify(settings);
  const templates = known.get(key) ?? synthesize(settings);
  known.set(key, templates);
  return templates;
}

function synthesize(settings: StageSettings): StageTemplates {
  const app = temporaryApp();
  addPostern(app, settings);
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  return new Map(
    stacks.map((stack) => [stack.stackName, template.parse(Template.fromStack(stack).toJSON())]),
  );
}
