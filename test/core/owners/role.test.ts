import { expect, it } from 'vitest';
import { lesserRole, ROLES } from '../../../lib/core/owners/owner.ts';

it.each(
  ROLES.flatMap((one, at) => ROLES.map((other, place) => [one, other, ROLES[Math.max(at, place)]] as const)),
)('the lesser role of %s and %s is %s', (one, other, smaller) => {
  expect(lesserRole(one, other)).toBe(smaller);
});
