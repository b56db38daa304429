import { expect, it } from 'vitest';
import { actorOf } from '../../../lib/core/audit/actor.ts';

it.each([
  ['arn:aws:sts::123456789012:assumed-role/Deploy/ann@example.com', 'iam', 'ann@example.com'],
  ['arn:aws:iam::123456789012:user/ops/ann', 'iam', 'ann'],
  ['arn:aws:iam::123456789012:root', 'iam', 'root'],
  ['person:acme/team:ann', 'person', 'team:ann'],
  ['identity:https://id.example/pool#auth0|a/b#c', 'person', 'auth0|a/b#c'],
  ['key:3fKq81ZbTn0x', 'key', '3fKq81ZbTn0x'],
  ['engine:rotation', 'engine', 'rotation'],
  ['constructor:x', 'iam', 'x'],
])('%s is told as %s %s', (id, kind, name) => {
  expect(actorOf({ id })).toEqual({ id, kind, name });
});
