import type { Label } from '../../../../lib/core/rotation/secret-store.ts';
import type { MemorySecret } from '../../../support/memory-secrets.ts';
import type { World } from './simulated-aws.ts';
import type { Subject } from './subject.ts';

/** Changes of a secret outside Postern. */
export const MANUAL_CHANGES = [
  'current label moved to the previous version',
  'current label moved to any version',
  'invalid value put as current',
  'the live value put again',
  "another key's value put as current",
  'a value put as the pending version',
  "another key's value put as the pending version",
  'pending label removed',
] as const;
export type ManualChange = (typeof MANUAL_CHANGES)[number];

/** Applies a manual change to the secret of a subject. `other` is the source of a foreign value. */
export function applyManualChange(
  world: World,
  subject: Subject,
  other: Subject,
  change: ManualChange,
): void {
  const { secret } = subject;
  subject.recordManualChange(world.nowMs);
  const newVersionId = Buffer.from(world.random(16)).toString('hex');
  const randomText = Buffer.from(world.random(16)).toString('hex');
  switch (change) {
    case 'current label moved to the previous version':
      moveCurrent(secret, secret.holderOf('AWSPREVIOUS'));
      return;
    case 'current label moved to any version': {
      const filled = [...secret.versions].filter(([, { text }]) => text !== undefined);
      moveCurrent(secret, filled[(world.random(1)[0] ?? 0) % filled.length]?.[0]);
      return;
    }
    case 'invalid value put as current':
      secret.put(newVersionId, `junk ${randomText}`, 'AWSCURRENT');
      return;
    case 'the live value put again':
      secret.put(newVersionId, textOf(secret, 'AWSCURRENT'), 'AWSCURRENT');
      return;
    case "another key's value put as current":
      secret.put(newVersionId, textOf(other.secret, 'AWSCURRENT'), 'AWSCURRENT');
      return;
    case 'a value put as the pending version':
      putPending(secret, subject, forged(subject, world));
      return;
    case "another key's value put as the pending version":
      putPending(secret, subject, forged(other, world));
      return;
    case 'pending label removed': {
      const pending = secret.holderOf('AWSPENDING');
      if (pending !== undefined) secret.remove('AWSPENDING', pending);
    }
  }
}

function moveCurrent(secret: MemorySecret, to: string | undefined): void {
  const from = secret.holderOf('AWSCURRENT');
  if (to !== undefined && from !== undefined) secret.move('AWSCURRENT', from, to);
}

function textOf(secret: MemorySecret, label: Label): string {
  const holder = secret.holderOf(label);
  return (holder !== undefined && secret.versions.get(holder)?.text) || 'junk';
}

/** A well-formed value for a key that Postern did not generate. */
function forged({ record, secret: { versions } }: Subject, world: World): string {
  const { key } = record;
  const { secret } = world.codec.generate(world.random);
  const value = world.codec.compose({ environment: key.environment, keyId: key.id, secret });
  return JSON.stringify({
    keyId: key.id,
    value,
    header: 'authorization',
    scheme: 'Bearer',
    of: versions.size,
  });
}

/** Puts a value in the version of the open or requested rotation, if that version has no value yet. */
function putPending(secret: MemorySecret, subject: Subject, text: string): void {
  const versionId = subject.record.managed.rotation?.versionId ?? subject.requestedVersionId;
  if (versionId !== undefined && secret.versions.get(versionId)?.text === undefined)
    secret.put(versionId, text, 'AWSPENDING');
}
