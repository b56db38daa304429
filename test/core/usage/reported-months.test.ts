import { expect, it } from 'vitest';
import { encodeUsage } from '../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { lastUsedDay, newKeyUsage, recordUse } from '../../../lib/core/usage/key-usage.ts';
import { dayOf } from '../../../lib/core/usage/limits.ts';
import { readReportedKeys } from '../../../lib/core/usage/reported-keys.ts';
import { keyOf } from '../../support/entities.ts';
import { createMemoryUsageStore } from '../../support/memory-usage-store.ts';

const FIRST = Date.UTC(2027, 0, 1);
const key = keyOf('acme');
const tracked = newKeyUsage(key, FIRST - 60 * MS_PER_DAY);

it('moves a key that is used every day in the indexes once a month', () => {
  let usage = recordUse(tracked, { atMs: FIRST - MS_PER_DAY, permission: 'read' });
  const positions: string[] = [];
  for (let day = 0; day < 31; day += 1) {
    const before = encodeUsage(usage);
    usage = recordUse(usage, { atMs: FIRST + day * MS_PER_DAY, permission: 'read' });
    const after = encodeUsage(usage);
    if (before.gsi1sk?.S !== after.gsi1sk?.S) positions.push(after.gsi1sk?.S ?? '');
  }
  expect(positions).toEqual([expect.stringMatching(/^used#2027-01#/)]);
});

it('reports no key that was used later in the month of the day', async () => {
  const usage = createMemoryUsageStore();
  await usage.createUsage({ ...tracked, lastUsedAtMs: FIRST + 20 * MS_PER_DAY });
  const deps = {
    store: { readKey: async () => key },
    usage,
    clock: () => FIRST + 40 * MS_PER_DAY,
  };
  const reported = async (day: number) => {
    const of = { tenant: 'acme', beforeDay: dayOf(FIRST) + day, dayOf: lastUsedDay };
    const page = await readReportedKeys(deps, 'by-last-use', of, { cursor: undefined, limit: 10 });
    return page === 'invalid-cursor' ? page : page.items.map((each) => each.key.id);
  };
  expect(await reported(20)).toEqual([]);
  expect(await reported(21)).toEqual([key.id]);
});
