import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { DataStack } from '../../lib/stacks/data-stack.ts';
import { prod } from '../../lib/stages/prod.ts';
import { rejectionsOf } from '../support/stack-deployment.ts';
import { type StackInterface, type StackInterfaces, stackInterfaces } from '../support/stack-interfaces.ts';
import { templatesOf } from '../support/stage-variants.ts';
import { temporaryApp } from '../support/temporary-app.ts';

const DATA = 'Postern-prod-Data';
const ACCESS = 'Postern-prod-Access';
const MONITORING = 'Postern-prod-Monitoring';

const current = stackInterfaces(templatesOf(prod));
/** The order of `cdk deploy --all`. */
const UPGRADE = [...current.keys()];
const ROLLBACK = documentedRollback();

/** A release with one value more in each direction: an export of each producer with an importer, and a parameter. */
const newer = changed(current, {
  [DATA]: (data) => ({
    ...data,
    exports: [...data.exports, 'Data:New'],
    published: [...data.published, '/postern/prod/new'],
  }),
  [ACCESS]: (access) => ({
    ...access,
    imports: [...access.imports, 'Data:New'],
    read: [...access.read, '/postern/prod/new'],
    exports: [...access.exports, 'Access:New'],
  }),
  [MONITORING]: (monitoring) => ({
    ...monitoring,
    imports: [...monitoring.imports, 'Access:New', 'Data:New'],
  }),
});

function changed(
  release: StackInterfaces,
  changes: Readonly<Record<string, (stack: StackInterface) => StackInterface>>,
): StackInterfaces {
  return new Map([...release].map(([name, stack]) => [name, changes[name]?.(stack) ?? stack]));
}

/** The stacks of a deployment after some were deployed from another release. */
function deployedOver(before: StackInterfaces, release: StackInterfaces, order: readonly string[]) {
  return new Map(
    [...before].map(([name, stack]) => [name, (order.includes(name) && release.get(name)) || stack]),
  );
}

/** The order of the commands in docs/operations.md. */
function documentedRollback(): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, '../../docs/operations.md'), 'utf8');
  const [, stacks = ''] = /^for STACK in (.+)\ndo npx cdk deploy/m.exec(text) ?? [];
  return stacks.split(' ').map((name) => `Postern-prod-${name}`);
}

describe('stacks of two releases', () => {
  it('accept the first deployment, an upgrade, the documented rollback and another upgrade', () => {
    const rolledBack = deployedOver(newer, current, ROLLBACK);
    expect(ROLLBACK).toEqual([MONITORING, ACCESS, 'Postern-prod-Rotation']);
    expect(rejectionsOf(new Map(), current, UPGRADE)).toEqual([]);
    expect(rejectionsOf(current, newer, UPGRADE)).toEqual([]);
    expect(rejectionsOf(newer, current, ROLLBACK)).toEqual([]);
    expect(rejectionsOf(rolledBack, newer, UPGRADE)).toEqual([]);
  });

  it('accept a release that imports less, up and down', () => {
    const [export_ = ''] = current.get(MONITORING)?.imports ?? [];
    const fewer = changed(current, {
      [MONITORING]: (stack) => ({ ...stack, imports: stack.imports.filter((name) => name !== export_) }),
    });
    expect(rejectionsOf(current, fewer, UPGRADE)).toEqual([]);
    expect(rejectionsOf(fewer, current, ROLLBACK)).toEqual([]);
  });

  it('reject a rollback in the order of an upgrade, because newer stacks still import the new exports', () => {
    expect(rejectionsOf(newer, current, UPGRADE)).toEqual([
      `${DATA}: removes the export Data:New, which another stack imports`,
      `${ACCESS}: removes the export Access:New, which another stack imports`,
    ]);
  });

  it('reject an upgrade that removes an export of the release before with its importer', () => {
    const renamed = changed(current, {
      [DATA]: (stack) => ({ ...stack, exports: stack.exports.slice(1) }),
      [MONITORING]: (stack) => ({ ...stack, imports: [] }),
    });
    expect(rejectionsOf(current, renamed, UPGRADE)).not.toEqual([]);
  });

  it('reject a parameter that moves to another stack or is read before it exists', () => {
    const [moved = ''] = current.get(ACCESS)?.published ?? [];
    const publishes = (stack: StackInterface) => ({ ...stack, published: [...stack.published, moved] });
    expect(rejectionsOf(current, changed(current, { [DATA]: publishes }), UPGRADE)).toEqual([
      `${DATA}: publishes ${moved}, which exists in another stack`,
      `${ACCESS}: publishes ${moved}, which exists in another stack`,
    ]);
    const reads = (stack: StackInterface) => ({ ...stack, read: ['/postern/prod/later'] });
    expect(rejectionsOf(current, changed(current, { [DATA]: reads }), UPGRADE)).toEqual([
      `${DATA}: reads /postern/prod/later, which no stack publishes`,
    ]);
  });
});

describe('the exports of a stack', () => {
  it('do not depend on the stacks that import them', () => {
    const data = new DataStack(temporaryApp(), DATA, { env: { region: prod.region }, settings: prod });
    const alone = Object.values(Template.fromStack(data).findOutputs('*')).flatMap(
      ({ Export }) => Export?.Name ?? [],
    );
    expect(alone.sort()).toEqual(current.get(DATA)?.exports);
    for (const [name, stack] of stackInterfaces(templatesOf({ ...prod, monitoring: undefined }))) {
      expect(stack.exports).toEqual(current.get(name)?.exports);
    }
    const withoutRotation = stackInterfaces(templatesOf({ ...prod, rotation: null }));
    expect(withoutRotation.get(ACCESS)?.exports).toEqual(current.get(ACCESS)?.exports);
  });

  it('stay when monitoring is switched off, while the stack Monitoring is still deployed', () => {
    const off = stackInterfaces(templatesOf({ ...prod, monitoring: undefined }));
    expect(rejectionsOf(current, off, [...off.keys()])).toEqual([]);
  });
});
