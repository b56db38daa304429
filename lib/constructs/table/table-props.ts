import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  TableEncryptionV2,
  type TablePropsV2,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** The settings of a store that depend on the value of its data. */
export interface TableStoreProps {
  /**
   * Customer managed KMS key that encrypts the table. The stack must then have an explicit Region.
   *
   * @default - a key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Whether point-in-time recovery is enabled, for any second of the last 35 days.
   *
   * @default true
   */
  readonly pointInTimeRecovery?: boolean;
  /**
   * Whether DynamoDB rejects the deletion of the table.
   *
   * @default true
   */
  readonly deletionProtection?: boolean;
  /**
   * Removal policy of the table.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE - retained, unless its first deployment fails
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** The properties of a table for the settings of its store. */
export function tableProps({
  encryptionKey,
  pointInTimeRecovery = true,
  deletionProtection = true,
  removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
}: TableStoreProps) {
  return {
    encryption: encryptionKey && TableEncryptionV2.customerManagedKey(encryptionKey),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: pointInTimeRecovery },
    deletionProtection,
    removalPolicy,
  } satisfies Partial<TablePropsV2>;
}

/** A key attribute. All keys of tables are text. */
export function text(name: string): Attribute {
  return { name, type: AttributeType.STRING };
}
