import { digestSecret } from '../../../../lib/core/keys/digest.ts';
import { isLive, type ManagedRecord } from '../../../../lib/core/rotation/managed-key.ts';
import { payloadValue } from '../../../../lib/core/rotation/secret-payload.ts';
import { hasLabel } from '../../../../lib/core/rotation/secret-store.ts';
import { codec } from '../../../support/issued-key.ts';
import type { MemorySecret } from '../../../support/memory-secrets.ts';
import { LIMITS } from './settings.ts';
import { ShownLabels } from './shown-labels.ts';

/** For how long a label must have been elsewhere, by clocks that differ as much as they may. */
const BELIEVED_AFTER_MS = LIMITS.propagationMs + 2 * LIMITS.clockSkewMs;

/** One managed key with its secret, and what the model knows of both. */
export class Subject {
  readonly keyId: string;
  readonly secretArn: string;
  readonly secret: MemorySecret;
  readonly shown = new ShownLabels();
  /** As it was last committed. */
  record: ManagedRecord;
  /** Digests that are refused because a person wanted or did it. */
  readonly excused = new Set<string>();
  /** Digests of abandoned rotations: whether they are unused is not asked before they end. */
  readonly abandoned = new Set<string>();
  /** Digests of all values that the engine put. */
  readonly drawn = new Set<string>();
  /** Something was done by hand, and no two whole runs have looked since. */
  isUnsettled = false;
  /** When the first of them did. */
  lookedAtMs: number | undefined;
  /** Something was ever done by hand. */
  wasHandled = false;
  /** The version ID that Secrets Manager requested a rotation for. */
  asked: string | undefined;
  /** Its owner was deactivated. */
  isOwnerDeactivated = false;
  readonly published = new Map<string, string>();
  /** The versions as they were, for reads that are behind. */
  readonly past: { readonly untilMs: number; readonly secret: MemorySecret }[] = [];

  constructor(record: ManagedRecord, secret: MemorySecret) {
    this.keyId = record.key.id;
    this.secretArn = record.managed.secretArn;
    this.record = record;
    this.secret = secret;
    for (const { digest } of record.key.credentials) this.drawn.add(digest);
  }

  /** Writes down what consumers can read from now on. */
  show(nowMs: number): void {
    const { labels, replicas } = this.secret.description();
    this.shown.record(
      nowMs,
      [labels, ...replicas].map((each) => {
        const current = Object.keys(each).find((versionId) => hasLabel(each, versionId, 'AWSCURRENT'));
        return current === undefined ? undefined : this.digestOf(current);
      }),
    );
  }

  /** A run that began then has looked at all there is, and met no fault. */
  looked(startedAtMs: number): void {
    this.lookedAtMs ??= startedAtMs;
    if (startedAtMs >= this.lookedAtMs + BELIEVED_AFTER_MS) this.isUnsettled = false;
  }

  /** Something is done by hand. */
  touch(nowMs: number): void {
    this.remember(nowMs);
    this.isUnsettled = true;
    this.wasHandled = true;
    this.lookedAtMs = undefined;
  }

  /** Keeps the secret as it is, before it changes. */
  remember(nowMs: number): void {
    this.past.push({ untilMs: nowMs, secret: this.secret.copy() });
  }

  /** The secret as it was at an instant. */
  before(atMs: number): MemorySecret {
    return this.past.find(({ untilMs }) => untilMs > atMs)?.secret ?? this.secret;
  }

  accepts(digest: string, atMs: number): boolean {
    const { status, credentials } = this.record.key;
    return status === 'active' && credentials.some((each) => each.digest === digest && isLive(each, atMs));
  }

  digestOf(versionId: string): string {
    const text = this.secret.versions.get(versionId)?.text ?? this.#texts.get(versionId) ?? versionId;
    this.#texts.set(versionId, text);
    return digestOfText(text);
  }
  readonly #texts = new Map<string, string>();
}

const digests = new Map<string, string>();

/** The digest of the value in a secret's text, or the text itself where it holds none. */
export function digestOfText(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  const held = payloadValue(codec, text);
  const digest = held ? digestSecret(held.keyId, held.secret) : text;
  if (digests.size > 10_000) digests.clear();
  digests.set(text, digest);
  return digest;
}
