import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  dailyCheckDetail,
  KEY_EVENT_MESSAGES,
  KEY_EVENTS,
  keyEventDetail,
} from '../../lib/contracts/key-events.ts';
import { LIMIT_EVENT_MESSAGES, LIMIT_EVENTS, limitEventDetail } from '../../lib/contracts/limit-events.ts';
import { LIMIT_EVENT_KINDS } from '../../lib/core/limits/limit-events.ts';
import { KEY_EVENT_KINDS } from '../../lib/core/rotation/key-events.ts';
import { NOON } from '../support/entities.ts';

const documented = z.object({ properties: z.record(z.string(), z.unknown()) });

const MESSAGES = { ...KEY_EVENT_MESSAGES, ...LIMIT_EVENT_MESSAGES };

/** The rows of the document's table: each event, its message and its additional fields. */
function rows(): readonly string[] {
  const fieldsOf = (schema: z.ZodObject) => Object.keys(documented.parse(z.toJSONSchema(schema)).properties);
  const common = fieldsOf(KEY_EVENTS['rotation.started']).filter((field) => field !== 'version');
  return Object.entries({ ...KEY_EVENTS, ...LIMIT_EVENTS }).map(([kind, schema]) => {
    const own = fieldsOf(schema).filter((field) => !common.includes(field));
    const [, words] = Object.entries(MESSAGES).find(([each]) => each === kind) ?? [];
    return `| \`${kind}\` | ${words} | ${own.map((field) => `\`${field}\``).join(', ')} |`;
  });
}

it('docs/events.md documents each event with its message and its fields', async () => {
  const document = await readFile(join(import.meta.dirname, '../../docs/events.md'), 'utf8');
  const found = document
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.replaceAll(/ +/g, ' '));
  expect(found).toEqual(rows());
});

it.each(KEY_EVENT_KINDS)('the detail of %s matches its schema', (kind) => {
  const keyEvent = {
    id: 'k1:x',
    kind,
    atMs: NOON,
    versionId: 'v1',
    tenant: 'acme',
    owner: 'app',
    keyId: 'k1',
  };
  for (const reason of ['kms-denied', null] as const) {
    const detail = keyEventDetail({ ...keyEvent, reason }, 'prod');
    expect(KEY_EVENTS[kind].parse(detail)).toEqual(detail);
  }
});

it('events of the daily check match their schema', () => {
  const common = { id: 'k1:x', tenant: 'acme', owner: 'app', keyId: 'k1', atMs: NOON };
  const expiring = dailyCheckDetail(
    { ...common, kind: 'key.expiring', expiresAtMs: NOON, daysLeft: 7 },
    'prod',
  );
  expect(KEY_EVENTS['key.expiring'].parse(expiring)).toEqual(expiring);
  const violation = { policy: 'max-value-age', limitDays: 90, sinceMs: NOON } as const;
  const broken = dailyCheckDetail({ ...common, kind: 'key.policy-violation', ...violation }, 'prod');
  expect(KEY_EVENTS['key.policy-violation'].parse(broken)).toEqual(broken);
});

it.each(LIMIT_EVENT_KINDS)('the detail of %s matches its schema', (kind) => {
  const common = { id: '1f', kind, atMs: NOON, tenant: 'acme', limit: 'monthly' };
  for (const subject of [
    { scope: 'key', owner: 'app', keyId: 'k1', resetAtMs: NOON },
    { scope: 'tenant', owner: null, keyId: null, resetAtMs: null },
  ] as const) {
    const detail = limitEventDetail({ ...common, ...subject }, 'prod');
    expect(LIMIT_EVENTS[kind].parse(detail)).toEqual(detail);
  }
});
