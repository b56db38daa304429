import { comparison, expectSorted, walk } from './comparison.ts';
import type { World } from './world.ts';

const DAY_MS = 86_400_000;

/** The keys that expire within some days and have not ended, soonest first. */
export async function compareExpiring(
  { deps, model, names, clock: { nowMs } }: World,
  tenant: string,
): Promise<void> {
  for (const days of [1, 30, 400]) {
    const toMs = nowMs + days * DAY_MS;
    const what = `keys of ${tenant} that expire within ${days} days`;
    const expected = [...model.keys.values()].filter(
      ({ tenant: its, status, expiresAtMs }) =>
        its === tenant &&
        (status === 'active' || status === 'disabled') &&
        expiresAtMs !== null &&
        expiresAtMs >= nowMs &&
        expiresAtMs < toMs,
    );
    const span = { fromMs: nowMs, toMs };
    const listed = await walk((page) => deps.store.listExpiringKeys(tenant, span, page));
    comparison(names)(what, expected, listed);
    expectSorted(
      what,
      listed.map(({ expiresAtMs }) => expiresAtMs ?? 0),
    );
  }
}
