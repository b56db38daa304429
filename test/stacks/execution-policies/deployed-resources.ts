import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { addPostern } from '../../../lib/stacks/postern.ts';
import type { StageSettings } from '../../../lib/stages/stage.ts';
import { temporaryApp } from '../../support/temporary-app.ts';

/** A resource of a deployment. */
export interface DeployedResource {
  /** The last part of the name of its stack, for example `Data`. */
  readonly stack: string;
  readonly type: string;
  readonly logicalId: string;
  readonly properties: unknown;
  readonly isRetained: boolean;
}

const rendered = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Properties: z.unknown().optional(), DeletionPolicy: z.string().optional() }),
  ),
});

/** The type of a parameter of a template whose value CloudFormation reads from Systems Manager. */
export const PUBLISHED_VALUE = 'AWS::SSM::Parameter::Value<String>';
/** CDK adds this parameter to every template that the bootstrap roles deploy. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

/** All resources of a deployment with these settings, and the published values that its templates read. */
export function deployedResources(settings: StageSettings): readonly DeployedResource[] {
  const app = temporaryApp();
  addPostern(app, settings);
  const nodes = app.node.findAll();
  return [
    ...nodes.filter((node) => CfnResource.isCfnResource(node)).map(deployedResource),
    ...nodes.filter((node) => node instanceof Stack).map((stack) => published(stack, BOOTSTRAP_VERSION)),
    ...nodes
      .filter((node) => node instanceof CfnParameter)
      .filter(({ type }) => type === PUBLISHED_VALUE)
      .map((parameter) => published(Stack.of(parameter), String(parameter.default))),
  ];
}

function published(stack: Stack, name: string): DeployedResource {
  const properties = { Name: name };
  return { stack: nameOf(stack), type: PUBLISHED_VALUE, logicalId: name, properties, isRetained: false };
}

function nameOf({ stackName }: Stack): string {
  return stackName.split('-').slice(2).join('-');
}

function deployedResource(node: CfnResource): DeployedResource {
  const stack = Stack.of(node);
  const [resource] = Object.values(rendered.parse(stack.resolve(node._toCloudFormation())).Resources);
  return {
    stack: nameOf(stack),
    type: node.cfnResourceType,
    logicalId: String(stack.resolve(node.logicalId)),
    properties: resource?.Properties,
    isRetained: resource?.DeletionPolicy?.startsWith('Retain') ?? false,
  };
}
