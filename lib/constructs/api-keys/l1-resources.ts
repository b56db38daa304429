import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { appOf } from './route-protection.ts';

/** Complains of elements made as a bare `CfnResource`: which API they belong to can't be told. */
export function l1Resources(api: IConstruct, types: readonly string[]): string[] {
  return appOf(api)
    .node.findAll()
    .filter((node) => CfnResource.isCfnResource(node))
    .filter((element) => element.constructor === CfnResource && types.includes(element.cfnResourceType))
    .map(
      ({ node, cfnResourceType }) =>
        `protect() can't tell the API of ${node.path}; make it with ` +
        `${cfnResourceType.replace(/^.*::/, 'Cfn')} instead of CfnResource`,
    );
}
