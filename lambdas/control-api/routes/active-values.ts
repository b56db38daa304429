import { type Credential, isLive } from '../../../lib/core/keys/key.ts';
import { credentialOf, type ManagedRecord } from '../../../lib/core/rotation/managed-key.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';

/** The number of access log entries that are searched for the last use of an old value. */
const ACCESS_LOG_SCAN_LIMIT = 100;

/** The accepted values other than the current value, each with its last known use. */
export async function readOtherActiveValues({ usage, clock }: ControlApiDeps, record: ManagedRecord) {
  const { key, managed } = record;
  const current = credentialOf(record, managed.current)?.generation;
  const others = key.credentials.filter((each) => each.generation !== current && isLive(each, clock()));
  if (others.length === 0) return [];
  const [known, log] = await Promise.all([
    usage?.store.readUsage(key.id),
    usage?.store.listAccessLog(
      { tenant: key.tenant, key: key.id },
      { cursor: undefined, limit: ACCESS_LOG_SCAN_LIMIT },
    ),
  ]);
  const entries = log === undefined || log === 'invalid-cursor' ? [] : log.items;
  return others.map(({ generation, endsAtMs }: Credential) => {
    const use = entries.find((each) => each.generation === generation && each.outcome === 'allowed');
    return {
      generation,
      endsAt: isoOf(endsAtMs),
      lastUsedAt: isoOf(known?.generations[generation] ?? null),
      lastUse: use
        ? {
            at: isoOf(use.atMs),
            sourceAddress: use.sourceAddress,
            userAgent: use.userAgent ?? null,
            route: `${use.method} ${use.route}`,
          }
        : null,
    };
  });
}
