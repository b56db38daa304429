import * as z from 'zod';
import { SCHEDULES } from '../core/rotation/managed-key.ts';
import { decimal } from './decimal.ts';
import { identifier, keyId, name, permissions, tenantId } from './http/fields.ts';
import { issuesText } from './input-issue.ts';
import { validate } from './issues.ts';
import { rotationWindow } from './rotation-window.ts';

/** The type of the resource in templates. */
export const MANAGED_KEY_RESOURCE = 'Custom::PosternManagedKey';

/** CloudFormation passes numbers and booleans as strings. */
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const durationMs = decimal({ min: 0 });

/** All rotation settings of a managed key. They are always complete, so that a removed setting returns to its default. */
const settings = {
  Schedule: z.enum(SCHEDULES),
  /** `never`: on demand, or by the schedule of Secrets Manager. */
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

/** A new key. An adopted key has `AdoptedKey` instead. */
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

/** The properties that `keys.managedKey` writes to a template and its provider reads. */
export type ManagedKeyProperties = z.output<typeof newKey> | z.output<typeof adoptedKey>;

type Written<Schema extends z.ZodType> = Omit<z.input<Schema>, 'ServiceToken' | 'ServiceTimeout'>;
export type WrittenManagedKey = Written<typeof newKey> | Written<typeof adoptedKey>;

/** The properties of a resource, or the error message if they are invalid. */
export function readManagedKey(
  properties: Readonly<Record<string, unknown>>,
): { readonly properties: ManagedKeyProperties } | { readonly wrong: string } {
  const { data, issues } = validate('AdoptedKey' in properties ? adoptedKey : newKey, properties, 'response');
  if (issues) return { wrong: `Invalid properties of the managed key: ${issuesText(issues)}` };
  return { properties: data };
}

/** The properties that a deletion needs. The other properties may be outside the current limits. */
const ownership = z.object({
  Tenant: tenantId,
  AdoptedKey: keyId.optional(),
  RevokeOnDelete: flag.default(false),
});
export type ManagedKeyOwnership = z.output<typeof ownership>;

/** Undefined if no key can have been created with these properties. */
export function readOwnership(
  properties: Readonly<Record<string, unknown>>,
): ManagedKeyOwnership | undefined {
  return ownership.safeParse(properties).data;
}

const request = {
  RequestId: z.string(),
  ResponseURL: z.url({ protocol: /^https?$/ }),
  StackId: z.string(),
  LogicalResourceId: z.string(),
};
/** Validated after the request, because invalid properties require a response to CloudFormation. */
const unread = z.record(z.string(), z.unknown());

/** The request of CloudFormation to a provider. */
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

/** The response to the `ResponseURL`. It never contains the value of a key. */
export interface ResourceResponse {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: { readonly SecretArn: string; readonly KeyId: string };
}
