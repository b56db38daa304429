import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * The mode of S3 Object Lock. `compliance`: no principal can delete an archived link before its retention ends, including
 * the root user. `governance`: a principal with the permission can, after removing the bucket policy.
 */
export type ArchiveLock = 'compliance' | 'governance';

/**
 * The bucket that retains each link and its events as first written, for a number of days. It requires TLS, and each write
 * must have the condition that the object does not exist. S3 manages its encryption key, so that a restore can read events
 * although the key of the tables is lost. Events contain no values and no digests.
 */
export function createArchive(scope: Construct, id: string, lock: ArchiveLock, days: number): Bucket {
  const bucket = new Bucket(scope, id, {
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention[lock](Duration.days(days)),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    // The bucket cannot be emptied while its objects are locked.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    lifecycleRules: [
      { expiration: Duration.days(days + 1), noncurrentVersionExpiration: Duration.days(1) },
      { expiredObjectDeleteMarker: true },
    ],
  });
  const deny = (sid: string, actions: string[], conditions: object) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions,
        resources: [bucket.arnForObjects('*')],
        conditions: { ...conditions },
      }),
    );
  deny('WrittenOnce', ['s3:PutObject'], { Null: { 's3:if-none-match': 'true' } });
  deny(
    'RemovedByRetention',
    ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'],
    {},
  );
  // Without its policy, the retained bucket would accept deletions and overwrites.
  bucket.policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return bucket;
}
