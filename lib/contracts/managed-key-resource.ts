import * as z from 'zod';
import { SCHEDULES } from '../core/rotation/managed-key.ts';
import { decimal } from './decimal.ts';
import { identifier, keyId, name, permissions, tenantId } from './http/fields.ts';
import { issuesText } from './input-issue.ts';
import { validate } from './issues.ts';
import { rotationWindow } from './rotation-window.ts';

/** The type of the resource, as templates have it. */
export const MANAGED_KEY_RESOURCE = 'Custom::PosternManagedKey';

/** CloudFormation hands each number and truth value on as text. */
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const durationMs = decimal({ min: 0 });

/** Everything that says how a managed key rotates. Always complete, so that what leaves a template goes back. */
const settings = {
  Schedule: z.enum(SCHEDULES),
  /** `never`: on demand, or by Secrets Manager's schedule. */
  RotateEveryMs: z.union([z.literal('never').transform(() => null), durationMs]),
  ConsumerCacheMs: durationMs,
  OverlapMs: durationMs,
  RetireWhenUnused: flag,
  RetireDeadlineMs: durationMs,
  Windows: z.array(rotationWindow),
  Readers: z.array(z.string()),
};

const common = {
  ServiceToken: z.string(),
  ServiceTimeout: z.string().optional(),
  Tenant: tenantId,
  ...settings,
};

/** A key of its own, or one that is there. */
const newKey = z.strictObject({
  ...common,
  Owner: identifier,
  Name: name.default(null),
  Environment: identifier.optional(),
  Permissions: permissions.optional(),
  RevokeOnDelete: flag,
});
const adoptedKey = z.strictObject({
  ...common,
  AdoptedKey: keyId,
  ExistingValueGraceMs: durationMs.optional(),
});

/** What `keys.managedKey` writes into a template, and its provider reads. */
export type ManagedKeyProperties = z.output<typeof newKey> | z.output<typeof adoptedKey>;

type Written<Schema extends z.ZodType> = Omit<z.input<Schema>, 'ServiceToken' | 'ServiceTimeout'>;
export type WrittenManagedKey = Written<typeof newKey> | Written<typeof adoptedKey>;

/** The properties of a resource, or what is wrong with them. */
export function readManagedKey(
  given: Readonly<Record<string, unknown>>,
): { readonly properties: ManagedKeyProperties } | { readonly wrong: string } {
  const { data, issues } = validate('AdoptedKey' in given ? adoptedKey : newKey, given, 'response');
  if (issues) return { wrong: `Invalid properties of the managed key: ${issuesText(issues)}` };
  return { properties: data };
}

/** The little that letting go of a key needs. Its other properties may be outside today's bounds. */
const ownership = z.object({
  Tenant: tenantId,
  AdoptedKey: keyId.optional(),
  RevokeOnDelete: flag.default(false),
});
export type ManagedKeyOwnership = z.output<typeof ownership>;

/** Undefined where no key can have been made with such properties. */
export function readOwnership(given: Readonly<Record<string, unknown>>): ManagedKeyOwnership | undefined {
  return ownership.safeParse(given).data;
}

const request = {
  RequestId: z.string(),
  ResponseURL: z.url({ protocol: /^https?$/ }),
  StackId: z.string(),
  LogicalResourceId: z.string(),
};
/** Checked later than the rest, because what is wrong with them has to be answered. */
const unread = z.record(z.string(), z.unknown());

/** What CloudFormation calls a provider with. */
export const resourceRequest = z.discriminatedUnion('RequestType', [
  z.object({ ...request, RequestType: z.literal('Create'), ResourceProperties: unread }),
  z.object({
    ...request,
    RequestType: z.literal('Update'),
    PhysicalResourceId: z.string(),
    ResourceProperties: unread,
    OldResourceProperties: unread,
  }),
  z.object({
    ...request,
    RequestType: z.literal('Delete'),
    PhysicalResourceId: z.string(),
    ResourceProperties: unread,
  }),
]);
export type ResourceRequest = z.output<typeof resourceRequest>;

/** What it is told, at `ResponseURL`. No value is ever among it. */
export interface ResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly SecretArn: string; readonly KeyId: string };
}
