import type { SecretState } from '../../lib/core/rotation/managed-key.ts';
import {
  type Label,
  type SecretDescription,
  type SecretStore,
  SecretStoreError,
  type VersionLabels,
} from '../../lib/core/rotation/secret-store.ts';

interface Version {
  /** Undefined if Secrets Manager created the version for a rotation that has not started. */
  text: string | undefined;
  readonly labels: Set<Label>;
  readonly createdAtMs: number;
}

/** The quota of versions. Versions of the last day are never removed. */
const VERSIONS_LIMIT = 100;
const DAY_MS = 86_400_000;

/** One secret in memory, with the documented AWS rules for versions and staging labels. */
export class MemorySecret {
  readonly versions = new Map<string, Version>();
  readonly replicaRegions = new Set<string>();
  /** The labels in each replica Region. */
  replicas: VersionLabels[] = [];
  isDeleted = false;
  stateTag: SecretState | undefined;
  /** The readers in the resource policy. */
  readers: readonly string[] = [];
  /** The number of statements that were added to the policy outside Postern. */
  foreignStatements = 0;
  tags: { keyId: string | undefined; tenant: string | undefined } = { keyId: undefined, tenant: undefined };
  /** The rotation schedule of Secrets Manager in days; undefined without one. */
  rotatedEveryDays: number | undefined;
  readonly #clock: () => number;

  constructor(clock: () => number, versionId: string, text: string) {
    this.#clock = clock;
    this.#add(versionId, text, 'AWSCURRENT');
  }

  /** The current response of `describe`. */
  description(): SecretDescription {
    const { rotatedEveryDays: everyDays = null, tags, stateTag } = this;
    return {
      labels: this.labels(),
      replicas: this.replicas,
      settings: { everyDays, tags: { ...tags, stateTag } },
    };
  }

  labels(): VersionLabels {
    const found: Record<string, readonly Label[]> = {};
    for (const [versionId, { labels }] of this.versions) if (labels.size > 0) found[versionId] = [...labels];
    return found;
  }

  holderOf(label: Label): string | undefined {
    for (const [versionId, { labels }] of this.versions) if (labels.has(label)) return versionId;
    return undefined;
  }

  put(versionId: string, text: string | undefined, label: Label): void {
    if (this.isDeleted) throw new SecretStoreError('secret-deleted');
    const existing = this.versions.get(versionId);
    if (!existing) this.#add(versionId, text, label);
    else if (existing.text === undefined) existing.text = text;
    else if (existing.text !== text) throw new SecretStoreError('value-differs');
  }

  move(label: Label, from: string | undefined, to: string): void {
    if (this.isDeleted) throw new SecretStoreError('secret-deleted');
    const target = this.versions.get(to);
    if (!target) throw new SecretStoreError('secret-not-found');
    if (this.holderOf(label) !== from) throw new SecretStoreError('label-elsewhere');
    this.#label(to, label);
  }

  remove(label: Label, from: string): void {
    if (this.isDeleted) throw new SecretStoreError('secret-deleted');
    if (this.holderOf(label) !== from) throw new SecretStoreError('label-elsewhere');
    this.versions.get(from)?.labels.delete(label);
  }

  /** Removes versions without a label, as Secrets Manager may do at any time. */
  dropUnlabelled(): void {
    for (const [versionId, { labels }] of this.versions)
      if (labels.size === 0) this.versions.delete(versionId);
  }

  /** A snapshot of the secret. */
  copy(): MemorySecret {
    const copy = new MemorySecret(this.#clock, '', '');
    copy.versions.clear();
    for (const [versionId, { text, labels, createdAtMs }] of this.versions)
      copy.versions.set(versionId, { text, labels: new Set(labels), createdAtMs });
    copy.replicas = [...this.replicas];
    copy.isDeleted = this.isDeleted;
    copy.stateTag = this.stateTag;
    copy.tags = this.tags;
    copy.rotatedEveryDays = this.rotatedEveryDays;
    return copy;
  }

  /** Replicates the labels to all replicas. */
  replicate(): void {
    this.replicas = this.replicas.map(() => this.labels());
  }

  #add(versionId: string, text: string | undefined, label: Label): void {
    const nowMs = this.#clock();
    const young = [...this.versions.values()].filter(({ createdAtMs }) => createdAtMs > nowMs - DAY_MS);
    if (young.length >= VERSIONS_LIMIT) throw new SecretStoreError('too-many-versions');
    this.versions.set(versionId, { text, labels: new Set(), createdAtMs: nowMs });
    this.#label(versionId, label);
  }

  /** Moves a label. AWSPREVIOUS moves to the version that had AWSCURRENT. */
  #label(versionId: string, label: Label): void {
    const holder = this.holderOf(label);
    if (holder === versionId) return;
    if (holder !== undefined) this.versions.get(holder)?.labels.delete(label);
    this.versions.get(versionId)?.labels.add(label);
    if (label === 'AWSCURRENT' && holder !== undefined) this.#label(holder, 'AWSPREVIOUS');
  }
}

export interface MemorySecrets extends SecretStore {
  readonly secrets: Map<string, MemorySecret>;
}

/** A secret store in memory. It passes the same contract tests as the Secrets Manager store. */
export function createMemorySecrets(): MemorySecrets {
  const secrets = new Map<string, MemorySecret>();
  const secretOf = (secretArn: string): MemorySecret => {
    const secret = secrets.get(secretArn);
    if (!secret) throw new SecretStoreError('secret-not-found');
    return secret;
  };
  return {
    secrets,
    describe: async (secretArn) => secretOf(secretArn).description(),
    readVersion: async (secretArn, versionId) => {
      const secret = secretOf(secretArn);
      if (secret.isDeleted) throw new SecretStoreError('secret-deleted');
      return secret.versions.get(versionId)?.text;
    },
    putVersion: async (secretArn, { versionId, text, label }) =>
      secretOf(secretArn).put(versionId, text, label),
    moveLabel: async (secretArn, { label, from, to }) => secretOf(secretArn).move(label, from, to),
    removeLabel: async (secretArn, { label, from }) => secretOf(secretArn).remove(label, from),
    tagState: async (secretArn, stateTag) => {
      const secret = secretOf(secretArn);
      if (secret.isDeleted) throw new SecretStoreError('secret-deleted');
      secret.stateTag = stateTag;
    },
  };
}
