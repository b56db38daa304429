import { expect, it } from 'vitest';
import { planNamed } from '../../../lib/core/plans/plan.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';

it('returns a plan with its limits, null for none', () => {
  expect(planNamed(minds.plans, 'lite')).toEqual({ name: 'lite', limits: { minds: 3, flows: 3 } });
  expect(planNamed(minds.plans, 'team')).toEqual({ name: 'team', limits: { minds: null, flows: null } });
});

it('returns no plan for an owner without one', () => {
  expect(planNamed(minds.plans, null)).toBeNull();
});

it.each(['gone', 'constructor', '__proto__'])(
  'returns no limits for a plan that the deployment no longer has: %s',
  (name) => {
    expect(planNamed(minds.plans, name)).toEqual({ name, limits: {} });
  },
);
