import { expect, it } from 'vitest';
import { planNamed } from '../../../lib/core/plans/plan.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';

it('a plan is handed on with its limits, null standing for none', () => {
  expect(planNamed(minds.plans, 'lite')).toEqual({ name: 'lite', limits: { minds: 3, flows: 3 } });
  expect(planNamed(minds.plans, 'team')).toEqual({ name: 'team', limits: { minds: null, flows: null } });
});

it('an owner without a plan has none', () => {
  expect(planNamed(minds.plans, null)).toBeNull();
});

it.each(['gone', 'constructor', '__proto__'])(
  'a plan that the deployment has no longer names no limit, and none is invented: %s',
  (name) => {
    expect(planNamed(minds.plans, name)).toEqual({ name, limits: {} });
  },
);
