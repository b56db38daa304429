import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { prod } from '../../lib/stages/prod.ts';
import { readPolicy } from './iam-policy.ts';
import { responseFields } from './response-fields.ts';
import { stackInterfaces } from './stack-interfaces.ts';
import { templatesOf } from './stage-variants.ts';

const ROOT = join(import.meta.dirname, '../..');
const EXECUTION_POLICIES = ['data', 'rotation', 'access', 'monitoring'].map(
  (stack) => `execution-${stack}.json`,
);
export const RECORD = join(ROOT, 'test/stacks/release-before.json');

const names = z.array(z.string()).readonly();
const stack = z.object({ exports: names, imports: names, published: names, read: names });
const releaseRecord = z.object({
  /** The fields of the response of each operation of the admin API. */
  responses: z.record(z.string(), names),
  /** The actions of each execution policy. */
  policies: z.record(z.string(), names),
  stacks: z.record(z.string(), stack),
});
/** What the next release must be compatible with. */
export type ReleaseRecord = z.infer<typeof releaseRecord>;
type Policies = ReleaseRecord['policies'];

/** The record of this checkout. */
export function currentRelease(): ReleaseRecord {
  return {
    responses: responseFields(adminRoutes),
    policies: currentPolicies(),
    stacks: Object.fromEntries(stackInterfaces(templatesOf(prod))),
  };
}

export function currentPolicies(): Policies {
  return Object.fromEntries(
    EXECUTION_POLICIES.map((file) => {
      const statements = readPolicy(readFileSync(join(ROOT, 'docs/policies', file), 'utf8'));
      return [file, [...new Set(statements.flatMap(({ Action }) => Action))].sort()];
    }),
  );
}

/** The recorded release before. Undefined before 0.2.0, the first release that supports upgrades. */
export function releaseBefore(): ReleaseRecord | undefined {
  let text: string;
  try {
    text = readFileSync(RECORD, 'utf8');
  } catch {
    return undefined;
  }
  return releaseRecord.parse(JSON.parse(text));
}

/**
 * The services with actions that a policy allows in addition to the release before, without a line in the changelog such as
 * ``- `execution-access.json`: `sqs`, `lambda` ``.
 */
export function undocumentedPermissions(before: Policies, now: Policies, changes: string): readonly string[] {
  const lines = changes.split('\n');
  return Object.entries(now).flatMap(([file, actions]) => {
    const known = new Set(before[file]);
    const services = new Set(
      actions.filter((action) => !known.has(action)).map((action) => action.split(':')[0] ?? ''),
    );
    return [...services]
      .filter(
        (service) => !lines.some((line) => line.includes(`\`${file}\``) && line.includes(`\`${service}\``)),
      )
      .map((service) => `${file}: ${service}`);
  });
}
