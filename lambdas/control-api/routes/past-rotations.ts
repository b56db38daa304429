import type { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { AuditEvent, Caller } from '../../../lib/core/audit/event.ts';
import { rotationsOf } from '../../../lib/core/rotation/history.ts';
import type { RouteHandler } from '../../../lib/http/dispatch.ts';
import { rejection } from '../../../lib/http/rejection.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewRotation } from '../managed-key-views.ts';

/** A rotation has about ten events, so this limit covers about the last 30 rotations. */
const PAGES = 4;
const PAGE = 100;

/** The latest rotations of a key, derived from its audit events, because there are no separate rotation records. */
export function readRotations({
  store,
  clock,
}: ControlApiDeps): RouteHandler<(typeof managedKeyRoutes)['showRotations'], Caller> {
  return async ({ params: { tenant, key: id } }) => {
    const key = await store.readKey(id);
    if (key?.tenant !== tenant) return rejection('not-found');
    const about = { subject: { kind: 'key', id } } as const;
    const filter = { fromMs: key.createdAtMs, untilMs: clock() + 1, about };
    const events: AuditEvent[] = [];
    let cursor: string | undefined;
    for (let page = 1; page <= PAGES; page += 1) {
      const found = await store.listAuditEvents(tenant, filter, { cursor, limit: PAGE });
      if (found === 'invalid-cursor') break;
      events.push(...found.items);
      cursor = found.next;
      if (cursor === undefined) break;
    }
    return { body: { items: rotationsOf(events).map(viewRotation) } };
  };
}
