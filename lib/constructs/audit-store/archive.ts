import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/**
 * Who can remove an archived link before its time: with `compliance` nobody, not even the account's root; with
 * `governance` whoever has the right to and takes back the bucket's policy.
 */
export type ArchiveLock = 'compliance' | 'governance';

/**
 * The bucket that keeps each link as it was first written, for so many days: written once, over TLS alone, and no
 * write without the condition that nothing is there. Its objects hold ids and hashes, so it takes no customer key.
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
    // Nothing can empty it while its objects are locked.
    removalPolicy: RemovalPolicy.RETAIN,
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
  return bucket;
}
