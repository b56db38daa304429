import { digestSecret } from '../../../../lib/core/keys/digest.ts';
import { isLive } from '../../../../lib/core/keys/key.ts';
import type { ManagedRecord } from '../../../../lib/core/rotation/managed-key.ts';
import { payloadValue } from '../../../../lib/core/rotation/secret-payload.ts';
import { hasLabel } from '../../../../lib/core/rotation/secret-store.ts';
import { codec } from '../../../../scripts/samples/issued-key.ts';
import type { MemorySecret } from '../../../support/memory-secrets.ts';
import { LIMITS } from './settings.ts';
import { ShownLabels } from './shown-labels.ts';

/** The time until label drift is confirmed, with the maximum clock skew. */
const DRIFT_CONFIRMED_AFTER_MS = LIMITS.propagationMs + 2 * LIMITS.clockSkewMs;

/** One managed key with its secret, and the model state of both. */
export class Subject {
  readonly keyId: string;
  readonly secretArn: string;
  readonly secret: MemorySecret;
  readonly shown = new ShownLabels();
  /** The last committed record. */
  record: ManagedRecord;
  /** Digests that are rejected because of an operator action. */
  readonly excused = new Set<string>();
  /** Digests of abandoned rotations. They end without a usage check. */
  readonly abandoned = new Set<string>();
  /** Digests of all values that Postern generated. */
  readonly generated = new Set<string>();
  /** A manual change was made, and no two complete runs have checked the secret since. */
  isUnsettled = false;
  /** The start of the first of these runs. */
  checkedAtMs: number | undefined;
  /** A manual change was made at any time. */
  hadManualChange = false;
  /** The version ID for which Secrets Manager requested a rotation. */
  requestedVersionId: string | undefined;
  /** Its owner was deactivated. */
  isOwnerDeactivated = false;
  readonly published = new Map<string, string>();
  /** Earlier states of the secret, for stale reads. */
  readonly past: { readonly untilMs: number; readonly secret: MemorySecret }[] = [];

  constructor(record: ManagedRecord, secret: MemorySecret) {
    this.keyId = record.key.id;
    this.secretArn = record.managed.secretArn;
    this.record = record;
    this.secret = secret;
    for (const { digest } of record.key.credentials) this.generated.add(digest);
  }

  /** Records the values that consumers can read from now on. */
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

  /** Records a complete run without a fault. */
  recordCheck(startedAtMs: number): void {
    this.checkedAtMs ??= startedAtMs;
    if (startedAtMs >= this.checkedAtMs + DRIFT_CONFIRMED_AFTER_MS) this.isUnsettled = false;
  }

  /** Records a manual change. */
  recordManualChange(nowMs: number): void {
    this.remember(nowMs);
    this.isUnsettled = true;
    this.hadManualChange = true;
    this.checkedAtMs = undefined;
  }

  /** Saves the state of the secret before a change. */
  remember(nowMs: number): void {
    this.past.push({ untilMs: nowMs, secret: this.secret.copy() });
  }

  /** The state of the secret at a past instant. */
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

/** The digest of the value in a secret text, or the text itself if it contains no value. */
export function digestOfText(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  const payload = payloadValue(codec, text);
  const digest = payload ? digestSecret(payload.keyId, payload.secret) : text;
  if (digests.size > 10_000) digests.clear();
  digests.set(text, digest);
  return digest;
}
