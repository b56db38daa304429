import { expect, it } from 'vitest';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { checkTenant, type DailyCheckEvent } from '../../../lib/core/rotation/daily-check.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { DAY, managedIn, manageNew, manageStage } from './manage-fixture.ts';

const TODAY = Math.floor(NOON / MS_PER_DAY);

async function reportingStage() {
  const stage = await manageStage();
  const published: DailyCheckEvent[] = [];
  const deps = {
    ...stage.deps,
    dailyChecks: { publishCheck: async (report: DailyCheckEvent) => void published.push(report) },
  };
  return {
    ...stage,
    published,
    /** The key events of a day, counted from the first day of the stage. */
    on: async (day: number) => {
      stage.clock.nowMs = NOON + day * DAY;
      published.length = 0;
      await checkTenant(deps, { tenant: 'acme', day: TODAY + day });
      return published.map((each) => (each.kind === 'key.expiring' ? each.daysLeft : each.policy));
    },
  };
}

it('reports an expiring key once 30, 7 and 1 days before, managed or not', async () => {
  const { deps, on } = await reportingStage();
  await issue(deps, { owner: 'app', expiresAtMs: NOON + 40 * DAY });
  const days: (readonly (number | string)[])[] = [];
  for (let day = 0; day <= 41; day += 1) days.push(await on(day));
  const published = days.flatMap((each, day) => each.map((daysLeft) => [day, daysLeft]));
  expect(published).toEqual([
    [10, 30],
    [33, 7],
    [39, 1],
  ]);
});

it.each([...PROFILES.values()])(
  'reports keys only on the warning days of the profile $name',
  async (profile) => {
    const { deps, clock } = await reportingStage();
    const published: DailyCheckEvent[] = [];
    const dailyChecks = { publishCheck: async (report: DailyCheckEvent) => void published.push(report) };
    await issue(deps, { owner: 'app', expiresAtMs: NOON + 30 * DAY });
    const warned = async (warnBeforeExpiryDays: readonly number[]) => {
      published.length = 0;
      const policies = { ...profile.policies, warnBeforeExpiryDays };
      for (let day = 0; day <= 30; day += 1) {
        clock.nowMs = NOON + day * DAY;
        await checkTenant(
          { ...deps, dailyChecks, profile: { ...deps.profile, policies } },
          { tenant: 'acme', day: TODAY + day },
        );
      }
      return published.flatMap((each) => (each.kind === 'key.expiring' ? each.daysLeft : []));
    };
    expect(await warned(profile.policies.warnBeforeExpiryDays)).toEqual(
      profile.policies.warnBeforeExpiryDays,
    );
    expect(await warned([14, 2])).toEqual([14, 2]);
    expect(await warned([])).toEqual([]);
  },
);

it('repeats a report with the same ID, and reports a postponed expiry with another ID', async () => {
  const { deps, on, published } = await reportingStage();
  await issue(deps, { owner: 'app', expiresAtMs: NOON + 30 * DAY });
  await on(0);
  const [first] = [...published];
  await on(0);
  expect(published.map(({ id }) => id)).toEqual([first?.id]);
  expect(first).toMatchObject({ kind: 'key.expiring', tenant: 'acme', expiresAtMs: NOON + 30 * DAY });
});

it('reports a policy violation of a managed key daily until it is resolved', async () => {
  const { deps, on } = await reportingStage();
  await updateTenant(deps, ADA, 'acme', { maxValueAgeDays: 5 });
  managedIn(await manageNew(deps, { rotateEveryMs: null }));
  expect(await on(4)).toEqual([]);
  expect(await on(5)).toEqual(['max-value-age']);
  expect(await on(6)).toEqual(['max-value-age']);
  await updateTenant(deps, ADA, 'acme', { maxValueAgeDays: null });
  expect(await on(7)).toEqual([]);
});
