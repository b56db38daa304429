import * as z from 'zod';
import type { RemovableSecret, RemovableStack, StackResource } from '../../api-client/removal-account.ts';

const DAY_MS = 86_400_000;
/** The default of CloudFormation. */
const KEY_PENDING_DAYS = 30;
/** S3 expires objects on the day after their last day, and removes their versions on the next. */
const LIFECYCLE_DAYS = 3;

/** A resource that can be deleted only at a later time. */
export interface Wait {
  readonly what: 'audit archive' | 'encryption key';
  readonly id: string;
  /** When AWS deletes it, or the archive is empty. If its stack exists: on the assumption that it is deleted now. */
  readonly until: string;
}

type RetainedResource = Pick<StackResource, 'type' | 'id'>;

/** The removal of a stage, as far as it is known. */
export interface RemovalPlan {
  readonly stage: string;
  readonly region: string;
  /** Resources of the existing stacks that remain when the stacks are deleted. */
  readonly retained: readonly RetainedResource[];
  /** Resources that remained when their stack was deleted. */
  readonly remaining: readonly RetainedResource[];
  /** The stacks that exist, in the order of their deployment. */
  readonly stacks: readonly { readonly name: string; readonly resources: number }[];
  readonly secrets: readonly RemovableSecret[];
  readonly waits: readonly Wait[];
}

export interface RemovalState {
  readonly stage: string;
  readonly region: string;
  readonly stacks: readonly RemovableStack[];
  readonly secrets: readonly RemovableSecret[];
  readonly nowMs: number;
}

const ARCHIVE_TYPES: ReadonlySet<string> = new Set(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']);
const KEY_TYPE = 'AWS::KMS::Key';

export function planOf({ stage, region, stacks, secrets, nowMs }: RemovalState): RemovalPlan {
  const existing = stacks.filter(({ deletedAtMs }) => deletedAtMs === undefined);
  const deleted = stacks.filter(({ deletedAtMs }) => deletedAtMs !== undefined);
  return {
    ...{ stage, region, secrets },
    retained: existing.flatMap(retainedIn),
    remaining: deleted.flatMap(retainedIn),
    stacks: existing.map(({ name, resources }) => ({ name, resources: resources.length })),
    waits: stacks.flatMap(({ deletedAtMs = nowMs, resources }) =>
      resources.flatMap((resource) => waitOf(resource, deletedAtMs)),
    ),
  };
}

function retainedIn({ resources }: RemovableStack): readonly RetainedResource[] {
  return resources
    .filter(({ type, isRetained }) => isRetained && !ARCHIVE_TYPES.has(type))
    .map(({ type, id }) => ({ type, id }));
}

const archive = z.object({
  ObjectLockConfiguration: z.object({
    Rule: z.object({ DefaultRetention: z.object({ Days: z.number() }) }),
  }),
});
const key = z.object({ PendingWindowInDays: z.number().default(KEY_PENDING_DAYS) });

function waitOf({ type, id, isRetained, properties }: StackResource, deletedAtMs: number): readonly Wait[] {
  const until = (days: number) => new Date(deletedAtMs + days * DAY_MS).toISOString().slice(0, 10);
  if (type === 'AWS::S3::Bucket' && isRetained) {
    const { Days } = archive.parse(properties).ObjectLockConfiguration.Rule.DefaultRetention;
    return [{ what: 'audit archive', id, until: until(Days + LIFECYCLE_DAYS) }];
  }
  if (type !== KEY_TYPE || isRetained) return [];
  return [{ what: 'encryption key', id, until: until(key.parse(properties).PendingWindowInDays) }];
}
