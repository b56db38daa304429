import { hash } from 'node:crypto';
import type { Caller } from './event.ts';

export const ACTOR_KINDS = ['iam', 'person', 'key', 'engine'] as const;

/** Who did something, as people read it. */
export interface Actor {
  /** The whole id, as the event has it. */
  readonly id: string;
  readonly kind: (typeof ACTOR_KINDS)[number];
  /** Of a role its session's name, of a user theirs, of a person in a tenant the owner's id, of a key its id. */
  readonly name: string;
}

/** How the ids of callers begin and what their name follows. An owner's id may have colons, a subject anything. */
const FORMS = [
  { prefix: 'person:', kind: 'person', separator: '/' },
  // Who is becoming a member: by issuer and subject.
  { prefix: 'identity:', kind: 'person', separator: '#' },
  { prefix: 'key:', kind: 'key', separator: ':' },
  { prefix: 'engine:', kind: 'engine', separator: ':' },
] as const;

/** Reads the actor out of a caller's id; whatever is none of ours is the ARN of an IAM principal. */
export function actorOf({ id }: Pick<Caller, 'id'>): Actor {
  const form = FORMS.find(({ prefix }) => id.startsWith(prefix));
  const start = form ? id.indexOf(form.separator) : Math.max(id.lastIndexOf('/'), id.lastIndexOf(':'));
  return { id, kind: form?.kind ?? 'iam', name: id.slice(start + 1) };
}

/** SHA-256 of an actor's id as hex: free text of any length, where a key of bounded length is needed. */
export function actorFingerprint(id: string): string {
  return hash('sha256', id, 'hex');
}
