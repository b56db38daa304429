import { CfnResource, CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';

/** The path of a REST resource with this ID; undefined if it is unknown at synth. */
export function resourcePath(scope: IConstruct, resourceId: string): string | undefined {
  const [target] = referencedBy(scope, resourceId);
  if (target instanceof CfnRestApi) return '/';
  if (!(target instanceof CfnResource)) return undefined;
  const parent = resourcePath(target, target.parentId);
  return parent && `${parent === '/' ? '' : parent}/${target.pathPart}`;
}
