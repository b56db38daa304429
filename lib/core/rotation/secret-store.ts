import type { SECRETS_MANAGER_ERRORS } from './blocked-reasons.ts';
import type { SecretState } from './managed-key.ts';

/** The labels by which Secrets Manager tells a secret's versions apart. */
export const LABELS = ['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS'] as const;
export type Label = (typeof LABELS)[number];

/** The labels of each version that has any, by version id. */
export type VersionLabels = Readonly<Record<string, readonly Label[]>>;

export interface SecretTags {
  readonly keyId: string;
  readonly tenant: string;
  readonly stateTag: SecretState;
}

/** What is set on a secret beside its values and its policy. */
export interface SecretSettings {
  /** The schedule by which Secrets Manager calls this deployment's function; null for none, undefined for another one. */
  readonly everyDays: number | null | undefined;
  readonly tags: { readonly [Name in keyof SecretTags]: string | undefined };
}

/** The state of a secret, in its own region and in those that it is replicated to. A moment behind. */
export interface SecretDescription {
  readonly settings: SecretSettings;
  readonly labels: VersionLabels;
  readonly replicas: readonly VersionLabels[];
}

export type SecretFault =
  | (typeof SECRETS_MANAGER_ERRORS)[number]
  /** The version exists with another value. */
  | 'value-differs'
  /** The label is not on the version that it was to be removed from. */
  | 'label-elsewhere'
  /** The name is taken. */
  | 'secret-exists'
  /** A principal that is to read it does not exist. */
  | 'reader-rejected';

/** A call that Secrets Manager refused or did not answer. Where it did not answer, it may have been done. */
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
   * The text of one version, with or without a label; undefined where there is none, or none with a value yet.
   *
   * @throws SecretStoreError
   */
  readVersion(secretArn: string, versionId: string): Promise<string | undefined>;
  /**
   * Creates a version with a label. A version that exists with this value is not changed.
   *
   * @throws SecretStoreError `value-differs` where it exists with another value
   */
  putVersion(
    secretArn: string,
    version: { readonly versionId: string; readonly text: string; readonly label: Label },
  ): Promise<void>;
  /**
   * Moves a label; with the current one the previous one moves too, onto the version that it was taken from.
   *
   * @throws SecretStoreError `label-elsewhere` where the label is not on `from`
   */
  moveLabel(
    secretArn: string,
    move: { readonly label: Label; readonly from: string; readonly to: string },
  ): Promise<void>;
  /** @throws SecretStoreError `label-elsewhere` where the label is not on `from` */
  removeLabel(secretArn: string, removal: { readonly label: Label; readonly from: string }): Promise<void>;
  /**
   * Tags the secret, for people: nothing reads the tag.
   *
   * @throws SecretStoreError
   */
  tagState(secretArn: string, stateTag: SecretState): Promise<void>;
}

export function hasLabel(labels: VersionLabels, versionId: string, label: Label): boolean {
  return labels[versionId]?.includes(label) ?? false;
}

/** The version that has a label, in the secret's own region. */
export function labelled({ labels }: SecretDescription, label: Label): string | undefined {
  return Object.keys(labels).find((versionId) => hasLabel(labels, versionId, label));
}

/** Whether the version is the current one in every region. */
export function isCurrentEverywhere({ labels, replicas }: SecretDescription, versionId: string): boolean {
  return [labels, ...replicas].every((each) => hasLabel(each, versionId, 'AWSCURRENT'));
}
