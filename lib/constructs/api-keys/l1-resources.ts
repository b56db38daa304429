import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { appOf } from './route-protection.ts';

/** Errors for resources that are created as a bare `CfnResource`: their API cannot be determined. */
export function l1Resources(api: IConstruct, types: readonly string[]): string[] {
  return appOf(api)
    .node.findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter((element) => element.constructor === CfnResource && types.includes(element.cfnResourceType))
    .map(
      ({ node, cfnResourceType }) =>
        `protect() cannot determine the API of ${node.path}. Create it with ` +
        `${cfnResourceType.replace(/^.*::/, 'Cfn')} instead of CfnResource`,
    );
}
