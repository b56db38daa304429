import { hash } from 'node:crypto';
import type { Caller } from './event.ts';

export const ACTOR_KINDS = ['iam', 'person', 'key', 'engine'] as const;

/** The display form of an actor. */
export interface Actor {
  /** The full ID, as in the event. */
  readonly id: string;
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** The session name of a role, the name of a user, the owner ID of a person in a tenant, or the ID of a key. */
  readonly name: string;
}

/** The prefixes of caller IDs, and the text before the name. Owner IDs can contain colons, subjects any character. */
const FORMS = [
  { prefix: 'person:', kind: 'person', separator: '/' },
  // A person who is accepting an invitation: by issuer and subject.
  { prefix: 'identity:', kind: 'person', separator: '#' },
  { prefix: 'key:', kind: 'key', separator: ':' },
  { prefix: 'engine:', kind: 'engine', separator: ':' },
] as const;

/** Parses a caller ID. An ID without a known prefix is the ARN of an IAM principal. */
export function actorOf({ id }: Pick<Caller, 'id'>): Actor {
  const form = FORMS.find(({ prefix }) => id.startsWith(prefix));
  const start = form ? id.indexOf(form.separator) : Math.max(id.lastIndexOf('/'), id.lastIndexOf(':'));
  return { id, kind: form?.kind ?? 'iam', name: id.slice(start + 1) };
}

/** SHA-256 of an actor ID as hex: IDs have any length, and item keys need a bounded one. */
export function actorFingerprint(id: string): string {
  return hash('sha256', id, 'hex');
}
