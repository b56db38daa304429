import { CfnResource, Stack } from 'aws-cdk-lib';
import * as z from 'zod';
import { addPostern } from '../../../lib/stacks/postern.ts';
import type { PosternSettings } from '../../../lib/stages/stage.ts';
import { throwAwayApp } from '../../support/temporary-app.ts';

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

/** All resources of a deployment with these settings. */
export function deployedResources(settings: PosternSettings): readonly DeployedResource[] {
  const app = throwAwayApp();
  addPostern(app, settings);
  return app.node
    .findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .map((node) => {
      const stack = Stack.of(node);
      const [resource] = Object.values(rendered.parse(stack.resolve(node._toCloudFormation())).Resources);
      return {
        stack: stack.stackName.split('-').slice(2).join('-'),
        type: node.cfnResourceType,
        logicalId: String(stack.resolve(node.logicalId)),
        properties: resource?.Properties,
        isRetained: resource?.DeletionPolicy?.startsWith('Retain') ?? false,
      };
    });
}
