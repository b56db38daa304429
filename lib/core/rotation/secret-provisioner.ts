import type { SecretTags } from './secret-store.ts';

/** A secret to make, with its first version: the current one. */
export interface NewSecret {
  /** `postern/<deployment>/<key id>` */
  readonly name: string;
  /** Names the creation. */
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

/** What the resource policy of a secret says. */
export interface SecretPolicy {
  /** The principals that `setReaders` let read it, sorted. */
  readonly readers: readonly string[];
  /** Whether it says that and nothing else. */
  readonly isExact: boolean;
}

/**
 * The port of what is done to secrets beside rotating them. Each call may be repeated; its contract is
 * test/adapters/secret-provisioner.contract.ts.
 */
export interface SecretProvisioner {
  /**
   * The ARN of the secret of this name; undefined where there is none.
   *
   * @throws SecretStoreError
   */
  find(name: string): Promise<string | undefined>;
  /**
   * Makes a secret, marked as `creating`, under the customer key of all managed secrets.
   *
   * @throws SecretStoreError `secret-exists` where the name is taken
   */
  create(secret: NewSecret): Promise<CreatedSecret>;
  /**
   * Has it readable in these regions as well.
   *
   * @throws SecretStoreError
   */
  replicate(secretArn: string, regions: readonly string[]): Promise<void>;
  /**
   * Lets these principals read this one secret, of other accounts too, and nobody else by its own policy.
   *
   * @throws SecretStoreError `reader-refused` where one of them does not exist
   */
  setReaders(secretArn: string, readers: readonly string[]): Promise<void>;
  /** @throws SecretStoreError */
  policy(secretArn: string): Promise<SecretPolicy>;
  /**
   * Tags it anew; other tags stay.
   *
   * @throws SecretStoreError
   */
  tag(secretArn: string, tags: SecretTags): Promise<void>;
  /**
   * Has Secrets Manager begin a rotation every so many days, the first one then.
   *
   * @throws SecretStoreError
   */
  enableSchedule(secretArn: string, everyDays: number): Promise<void>;
  /**
   * Has it begin none any more.
   *
   * @throws SecretStoreError
   */
  cancelSchedule(secretArn: string): Promise<void>;
}
