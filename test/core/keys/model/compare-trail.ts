import { auditFilter } from '../../../../lib/core/audit/read-events.ts';
import { comparison, expectSorted, walk } from './comparison.ts';
import { type Selection, selected } from './reference/audit.ts';
import type { World } from './world.ts';

/** The audit trail: all of it, a part of the time, and the events of each key, owner and caller. */
export async function compareTrail(
  { deps, model, names, trail, clock }: World,
  tenant: string,
): Promise<void> {
  const { createdAtMs } = model.tenants.get(tenant) ?? { createdAtMs: 0 };
  const times = [...new Set(trail.map(({ atMs }) => atMs))].sort((one, other) => one - other);
  const timeAt = (part: number) => times.at(Math.floor(times.length * part)) ?? 0;
  const selections: readonly Selection[] = [
    {},
    { sinceMs: timeAt(1 / 3) },
    { untilMs: timeAt(2 / 3) },
    { sinceMs: timeAt(1 / 3), untilMs: timeAt(2 / 3) },
    ...[...model.keys.keys()].map((key) => ({ key })),
    ...[...model.owners.values()].map(({ id: owner }) => ({ owner })),
    ...[...new Set(trail.map(({ caller }) => caller.id))].map((actor) => ({ actor })),
  ];
  for (const selection of selections) {
    const { sinceMs, untilMs, key, owner, actor } = selection;
    const asked = {
      ...{ owner, key: key && names.idOf(key), actor: actor && names.idsIn(actor) },
      since: sinceMs === undefined ? undefined : new Date(sinceMs).toISOString(),
      until: untilMs === undefined ? undefined : new Date(untilMs).toISOString(),
    };
    const filter = auditFilter(asked, { createdAtMs }, clock.nowMs);
    const what = `events of ${tenant} with ${JSON.stringify(selection)}`;
    const expected = trail.filter((event) => event.tenant === tenant && selected(event, selection));
    const listed = await walk((page) => deps.store.listAuditEvents(tenant, filter, page));
    comparison(names)(what, expected, listed);
    expectSorted(
      what,
      listed.map(({ atMs }) => -atMs),
    );
  }
}
