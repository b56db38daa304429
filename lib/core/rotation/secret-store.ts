import type { SECRETS_MANAGER_ERRORS } from './blocked-reasons.ts';
import type { SecretState } from './managed-key.ts';

/** The staging labels of the versions of a secret. */
export const LABELS = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] as const;
export type Label = (typeof LABELS)[number];

/** The staging labels by version ID, for versions with at least one. */
export type VersionLabels = Readonly<Record<string, readonly Label[]>>;

export interface SecretTags {
  readonly keyId: string;
  readonly tenant: string;
  readonly stateTag: SecretState;
}

/** The schedule and the tags of a secret. */
export interface SecretSettings {
  /** The schedule that calls the function of this deployment; null for none, undefined for a schedule of another function. */
  readonly everyDays: number | null | undefined;
  readonly tags: { readonly [Name in keyof SecretTags]: string | undefined };
}

/** The state of a secret in its own Region and in its replicas. Eventually consistent. */
export interface SecretDescription {
  readonly settings: SecretSettings;
  readonly labels: VersionLabels;
  readonly replicas: readonly VersionLabels[];
}

export type SecretFault =
  | (typeof SECRETS_MANAGER_ERRORS)[number]
  /** The version exists with another value. */
  | 'value-differs'
  /** The label is not on the version to remove it from. */
  | 'label-elsewhere'
  /** The name is taken. */
  | 'secret-exists'
  /** A principal among the readers does not exist. */
  | 'reader-rejected';

/** A call that Secrets Manager rejected or did not respond to. Without a response, it may have taken effect. */
export class SecretStoreError extends Error {
  override readonly name = 'SecretStoreError';
  readonly fault: SecretFault;

  constructor(fault: SecretFault, options?: ErrorOptions) {
    super(`Secrets Manager: ${fault}`, options);
    this.fault = fault;
  }
}

/** The port of the secrets that consumers read. Its contract is test/adapters/secret-store.contract.ts. */
export interface SecretStore {
  /** @throws SecretStoreError */
  describe(secretArn: string): Promise<SecretDescription>;
  /**
   * The text of one version, with or without a label; undefined if it does not exist or has no value yet.
   *
   * @throws SecretStoreError
   */
  readVersion(secretArn: string, versionId: string): Promise<string | undefined>;
  /**
   * Creates a version with a label. A version that exists with this value is not changed.
   *
   * @throws SecretStoreError `value-differs` if it exists with another value
   */
  putVersion(
    secretArn: string,
    version: { readonly versionId: string; readonly text: string; readonly label: Label },
  ): Promise<void>;
  /**
   * Moves a label. Moving AWSCURRENT also moves AWSPREVIOUS, to the version that had AWSCURRENT.
   *
   * @throws SecretStoreError `label-elsewhere` if the label is not on `from`
   */
  moveLabel(
    secretArn: string,
    move: { readonly label: Label; readonly from: string; readonly to: string },
  ): Promise<void>;
  /** @throws SecretStoreError `label-elsewhere` if the label is not on `from` */
  removeLabel(secretArn: string, removal: { readonly label: Label; readonly from: string }): Promise<void>;
  /**
   * Writes the state tag of a secret, for its readers. The engine reads it only to detect drift.
   *
   * @throws SecretStoreError
   */
  tagState(secretArn: string, stateTag: SecretState): Promise<void>;
}

export function hasLabel(labels: VersionLabels, versionId: string, label: Label): boolean {
  return labels[versionId]?.includes(label) ?? false;
}

/** The version that has a label in the Region of the secret. */
export function labelled({ labels }: SecretDescription, label: Label): string | undefined {
  return Object.keys(labels).find((versionId) => hasLabel(labels, versionId, label));
}

/** Whether the version is the current one in every region. */
export function isCurrentEverywhere({ labels, replicas }: SecretDescription, versionId: string): boolean {
  return [labels, ...replicas].every((each) => hasLabel(each, versionId, 'AWSCURRENT'));
}
