import * as z from 'zod';
import type { Resource } from './template.ts';

const resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });

/** Prefix of the logical id of a resource that an emulator rejects. The local stage keeps it in the metadata. */
const EXCLUDED_PREFIX = 'Excluded:';

/** A CloudFormation template, with the resources that were excluded for an emulator. */
export const cloudFormationTemplate = z
  .object({
    Resources: z.record(z.string(), resource),
    Metadata: z.record(z.string(), z.unknown()).default({}),
    Outputs: z
      .record(
        z.string(),
        z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }),
      )
      .default({}),
  })
  .transform(({ Resources, Metadata, Outputs }) => {
    const leftOut = Object.entries(Metadata)
      .filter(([key]) => key.startsWith(EXCLUDED_PREFIX))
      .map(([key, value]) => [key.slice(EXCLUDED_PREFIX.length), resource.parse(value)] as const);
    return { Resources: { ...Resources, ...Object.fromEntries(leftOut) }, Outputs };
  });
export type CloudFormationTemplate = z.output<typeof cloudFormationTemplate>;

/** Templates by stack. A stack may import values that another stack exports. */
export type Templates = ReadonlyMap<string, CloudFormationTemplate>;

export interface Place {
  readonly region: string;
  readonly account: string;
  /** Returns the physical id of a resource: its `Ref`. */
  readonly physicalId: (stack: string, logicalId: string) => string;
}

/** A reference of a template that cannot be resolved. */
export class UnresolvedError extends Error {
  override readonly name = 'UnresolvedError';
}

const reference = z.union([
  z.strictObject({ Ref: z.string() }).transform(({ Ref }) => ({ kind: 'ref', id: Ref }) as const),
  z
    .strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) })
    .transform((given) => ({ kind: 'attribute', of: given['Fn::GetAtt'] }) as const),
  z
    .strictObject({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) })
    .transform((given) => ({ kind: 'join', of: given['Fn::Join'] }) as const),
  z
    .strictObject({ 'Fn::ImportValue': z.unknown() })
    .transform((given) => ({ kind: 'import', name: given['Fn::ImportValue'] }) as const),
]);

/**
 * Returns the resources of some types with all references resolved.
 * @throws UnresolvedError
 */
export function resourcesOf(
  templates: Templates,
  types: readonly string[],
  place: Place,
): readonly Resource[] {
  return [...templates].flatMap(([stack, { Resources }]) => {
    const resolve = resolverOf(templates, place, stack);
    return Object.entries(Resources)
      .filter(([, { Type }]) => types.includes(Type))
      .map(([id, { Type: type, Properties }]) => ({
        type,
        name: nameOf(templates, place, stack, id),
        arn: attributeOf(templates, place, stack, [id, 'Arn']),
        properties: resolve(Properties),
      }));
  });
}

function resolverOf(templates: Templates, place: Place, stack: string): (value: unknown) => unknown {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const read = reference.safeParse(value).data;
    if (!read) return resolveFields(value);
    if (read.kind === 'ref') return pseudo(read.id) ?? nameOf(templates, place, stack, read.id);
    if (read.kind === 'attribute') return attributeOf(templates, place, stack, read.of);
    if (read.kind === 'join') return read.of[1].map(resolve).join(read.of[0]);
    return imported(templates, place, String(resolve(read.name)));
  };
  const resolveFields = (fields: object): unknown => {
    const [intrinsic] = Object.keys(fields).filter((name) => name.startsWith('Fn::'));
    if (intrinsic) throw new UnresolvedError(`the stack ${stack} has an unsupported ${intrinsic}`);
    return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, resolve(value)]));
  };
  const pseudo = (id: string): string | undefined =>
    ({
      'AWS::Region': place.region,
      'AWS::AccountId': place.account,
      'AWS::Partition': 'aws',
      'AWS::StackName': stack,
    })[id];
  return resolve;
}

/** Reads an explicit alarm name from the template, because an excluded alarm has no physical id. */
function nameOf(templates: Templates, place: Place, stack: string, id: string): string {
  const { AlarmName } = templates.get(stack)?.Resources[id]?.Properties ?? {};
  return AlarmName === undefined
    ? place.physicalId(stack, id)
    : String(resolverOf(templates, place, stack)(AlarmName));
}

/** Returns an attribute: the ARN of an alarm, the name of a queue, otherwise the physical id. */
function attributeOf(
  templates: Templates,
  place: Place,
  stack: string,
  [id, attribute]: readonly [string, string],
): string {
  const name = nameOf(templates, place, stack, id);
  const type = templates.get(stack)?.Resources[id]?.Type ?? '';
  if (attribute === 'Arn' && type.startsWith('AWS::CloudWatch::')) {
    return `arn:aws:cloudwatch:${place.region}:${place.account}:alarm:${name}`;
  }
  if (attribute === 'QueueName') return name.split('/').at(-1) ?? name;
  return name;
}

function imported(templates: Templates, place: Place, name: string): unknown {
  for (const [stack, { Outputs }] of templates) {
    const resolve = resolverOf(templates, place, stack);
    for (const { Value, Export } of Object.values(Outputs)) {
      if (Export && resolve(Export.Name) === name) return resolve(Value);
    }
  }
  throw new UnresolvedError(`no stack exports ${name}`);
}
