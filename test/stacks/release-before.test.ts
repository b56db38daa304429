import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { unreleasedChanges } from '../../scripts/release/changelog.ts';
import {
  currentPolicies,
  currentRelease,
  RECORD,
  releaseBefore,
  undocumentedPermissions,
} from '../support/release-record.ts';
import { incompatibleFields, responseFields } from '../support/response-fields.ts';
import { rejectionsOf } from '../support/stack-deployment.ts';

const before = releaseBefore();
const changelog = readFileSync(join(import.meta.dirname, '../../CHANGELOG.md'), 'utf8');

describe('added permissions', () => {
  const now = currentPolicies();
  const [file = '', actions = []] = Object.entries(now)[0] ?? [];
  const [action = ''] = actions;
  const [service = ''] = action.split(':');
  const older = { ...now, [file]: actions.filter((each) => !each.startsWith(`${service}:`)) };

  it('require a line in the changelog that names the policy and the service', () => {
    expect(undocumentedPermissions(now, now, '')).toEqual([]);
    expect(undocumentedPermissions(older, now, '')).toEqual([`${file}: ${service}`]);
    expect(undocumentedPermissions(older, now, `- \`${file}\`: \`other\``)).toEqual([`${file}: ${service}`]);
    expect(undocumentedPermissions(older, now, `- \`${file}\`: \`${service}\``)).toEqual([]);
  });
});

describe('response fields', () => {
  const older = { list: ['items', 'items.id', 'items.name?'] };

  it('that are new are optional, because a newer client reads responses of an older API', () => {
    expect(incompatibleFields(older, { list: [...older.list, 'items.status'] })).toHaveLength(1);
    expect(
      incompatibleFields(older, { list: [...older.list, 'items.status?', 'items.status.kind'] }),
    ).toEqual([]);
  });

  it('that an older client requires stay required', () => {
    expect(incompatibleFields(older, { list: ['items', 'items.id?', 'items.name?'] })).toHaveLength(1);
    expect(incompatibleFields(older, { list: ['items', 'items.name?'] })).toHaveLength(1);
  });

  it('of a new operation are free', () => {
    expect(incompatibleFields(older, { ...older, show: ['id'] })).toEqual([]);
  });
});

describe.runIf(before)('compared with the recorded release before', () => {
  const { policies = {}, stacks = {}, responses = {} } = before ?? {};

  it('clients and APIs of both releases understand each other', () => {
    expect(incompatibleFields(responses, responseFields(adminRoutes))).toEqual([]);
  });

  it('the changelog names the added permissions', () => {
    expect(undocumentedPermissions(policies, currentPolicies(), unreleasedChanges(changelog))).toEqual([]);
  });

  it('the policies keep its actions, so that they also allow a rollback', () => {
    const now = currentPolicies();
    const removed = Object.entries(policies).flatMap(([file, actions]) =>
      actions.filter((action) => !now[file]?.includes(action)).map((action) => `${file}: ${action}`),
    );
    expect(removed).toEqual([]);
  });

  it('CloudFormation accepts the upgrade of each stack and its rollback', () => {
    const older = new Map(Object.entries(stacks));
    const now = new Map(Object.entries(currentRelease().stacks));
    const [, ...rolledBack] = now.keys();
    expect(rejectionsOf(older, now, [...now.keys()])).toEqual([]);
    expect(rejectionsOf(now, older, rolledBack.reverse())).toEqual([]);
  });
});

it.runIf(process.env.POSTERN_RELEASE === 'record')('records this release', () => {
  writeFileSync(RECORD, `${JSON.stringify(currentRelease(), undefined, 2)}\n`);
});
