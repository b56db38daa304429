import { CfnDeletionPolicy, CfnResource, type IAspect, RemovalPolicy } from 'aws-cdk-lib';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';

const RETAINING: ReadonlySet<CfnDeletionPolicy | undefined> = new Set([
  CfnDeletionPolicy.RETAIN,
  CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE,
]);

/** Deletes every retained resource with its stack. The audit archive stays: a bucket with locked objects cannot be deleted. */
export class DeleteWithStack implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource) || node instanceof CfnBucket || node instanceof CfnBucketPolicy)
      return;
    if (!RETAINING.has(node.cfnOptions.deletionPolicy)) return;
    node.applyRemovalPolicy(RemovalPolicy.DESTROY);
    // CloudFormation ignores a changed deletion policy of a resource without another change.
    node.addMetadata('postern:removal', 'destroy');
  }
}
