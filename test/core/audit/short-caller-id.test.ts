import { expect, it } from 'vitest';
import { CREATED_BY_MAX_LENGTH, shortCallerId } from '../../../lib/core/audit/event.ts';

const sourceAddress = '192.0.2.1';

it('keeps an ID that fits as it is', () => {
  const id = 'a'.repeat(CREATED_BY_MAX_LENGTH);
  expect(shortCallerId({ id, sourceAddress })).toBe(id);
});

it('marks an ID that is cut, and keeps its session name', () => {
  const id = `arn:aws:sts::123456789012:assumed-role/${'R'.repeat(64)}/${'s'.repeat(64)}`;
  expect(shortCallerId({ id, sourceAddress })).toBe(`…${'s'.repeat(64)}`);
});
