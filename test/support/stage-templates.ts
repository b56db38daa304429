import { type App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addPostern } from '../../lib/stacks/postern.ts';
import { chooseStage } from '../../lib/stages/choose.ts';
import { temporaryApp } from './temporary-app.ts';

/** An app with the stacks of a stage (default: with the profile of the stage). */
export function stageApp(stage: string, profile?: string): App {
  const app = temporaryApp();
  addPostern(app, chooseStage({ stage, region: 'us-east-1', profile }));
  return app;
}

const known = new Map<string, ReadonlyMap<string, Template>>();

/**
 * The templates of a stage by stack ID, in deployment order. Synthesis takes seconds, so all tests of a worker share the
 * templates of a stage and profile.
 */
export function stageTemplates(stage: string, profile?: string): ReadonlyMap<string, Template> {
  const settings = `${stage} ${profile}`;
  const templates = known.get(settings) ?? synthesized(stageApp(stage, profile));
  known.set(settings, templates);
  return templates;
}

function synthesized(app: App): ReadonlyMap<string, Template> {
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  return new Map(stacks.map((stack) => [stack.node.id, Template.fromStack(stack)]));
}
