import type { SecretTags } from './secret-store.ts';

/** A secret to create, with its first version, which is current. */
export interface NewSecret {
  /** `postern/<deployment>/<key id>` */
  readonly name: string;
  /** The ID of the first version, and the idempotency token of the creation. */
  readonly versionId: string;
  readonly text: string;
  readonly keyId: string;
  readonly tenant: string;
}

export interface CreatedSecret {
  readonly secretArn: string;
  /** The ID of its first version: the requested one. An emulator can assign another one. */
  readonly versionId: string;
}

/** The resource policy of a secret. */
export interface SecretPolicy {
  /** The principals that `setReaders` allowed to read it, sorted. */
  readonly readers: readonly string[];
  /** Whether it has no other statement. */
  readonly isExact: boolean;
}

/**
 * The port that creates and configures secrets. Each call can be repeated. Its contract is
 * test/adapters/secret-provisioner.contract.ts.
 */
export interface SecretProvisioner {
  /**
   * The ARN of the secret of this name; undefined if it does not exist.
   *
   * @throws SecretStoreError
   */
  find(name: string): Promise<string | undefined>;
  /**
   * Creates a secret with the state tag `creating`, encrypted with the customer managed key of all managed secrets.
   *
   * @throws SecretStoreError `secret-exists` if the name is taken
   */
  create(secret: NewSecret): Promise<CreatedSecret>;
  /**
   * Replicates a secret to these Regions. Regions that already have a replica stay unchanged, so the call can be repeated.
   *
   * @throws SecretStoreError
   */
  replicate(secretArn: string, regions: readonly string[]): Promise<void>;
  /**
   * Sets the readers of a secret in its policy: these principals, also of other accounts, and no others.
   *
   * @throws SecretStoreError `reader-rejected` if one of them does not exist
   */
  setReaders(secretArn: string, readers: readonly string[]): Promise<void>;
  /** @throws SecretStoreError */
  policy(secretArn: string): Promise<SecretPolicy>;
  /**
   * Replaces the tags of Postern. Other tags are kept.
   *
   * @throws SecretStoreError
   */
  tag(secretArn: string, tags: SecretTags): Promise<void>;
  /**
   * Schedules rotations in Secrets Manager: the first one after `everyDays` days.
   *
   * @throws SecretStoreError
   */
  enableSchedule(secretArn: string, everyDays: number): Promise<void>;
  /**
   * Removes the schedule from Secrets Manager.
   *
   * @throws SecretStoreError
   */
  cancelSchedule(secretArn: string): Promise<void>;
}
