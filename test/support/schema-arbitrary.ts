import * as fc from 'fast-check';
import * as z from 'zod';

type Arbitrary = fc.Arbitrary<unknown>;

// Clients do not send U+FFFD: the API takes it for bytes that are not UTF-8.
const text = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((each) => !each.includes('\ufffd'));

const memberName = text.filter((name) => name !== '__proto__');

/** JSON values without negative zero and without a member named `__proto__`, which is rejected. */
const jsonValue = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !/__proto__|\ufffd/.test(JSON.stringify(value)))
  .map((value): unknown => JSON.parse(JSON.stringify(value)));

/** Timestamps in many forms of RFC 3339. */
const timestampText = fc
  .tuple(
    fc.date({ min: new Date('1970-01-01'), max: new Date('9990-01-01'), noInvalidDate: true }),
    fc.constantFrom('', '.5', '.123', '.123456'),
    fc.constantFrom('Z', 'z', '+00:00', '-07:30', '+14:00'),
  )
  .map(([date, fraction, offset]) => date.toISOString().slice(0, 19) + fraction + offset);

/** Inputs that a schema accepts, without undefined members. @throws Error for schema types that contracts do not use */
export function inputOf(schema: z.ZodType): Arbitrary {
  return candidates(schema).filter((value) => schema.safeParse(value).success);
}

function candidates(schema: z.ZodType): Arbitrary {
  if (schema instanceof z.ZodOptional) return fc.option(inner(schema), { nil: undefined, freq: 2 });
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return fc.option(inner(schema), { nil: undefined, freq: 2 });
  if (schema instanceof z.ZodNullable) return fc.option(inner(schema));
  if (schema instanceof z.ZodCatch) return inner(schema);
  if (schema instanceof z.ZodPipe)
    return candidates(known(schema.in instanceof z.ZodTransform ? schema.out : schema.in));
  if (schema instanceof z.ZodLazy) return jsonValue;
  if (schema instanceof z.ZodObject) return objectOf(schema);
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(memberName, candidates(known(schema.valueType)), {
      maxKeys: 4,
      noNullPrototype: true,
    });
  if (schema instanceof z.ZodArray) return fc.array(inputOf(known(schema.element)), { maxLength: 5 });
  if (schema instanceof z.ZodUnion || schema instanceof z.ZodDiscriminatedUnion)
    return fc.oneof(...schema.options.map((each) => candidates(known(each))));
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options);
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values);
  if (schema instanceof z.ZodBoolean) return fc.boolean();
  if (schema instanceof z.ZodNull) return fc.constant(null);
  if (schema instanceof z.ZodUndefined) return fc.constant(undefined);
  if (schema instanceof z.ZodNumber) return numberOf(schema);
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return stringOf(schema);
  throw new Error(`Unsupported schema type ${schema._zod.def.type}`);
}

function inner(schema: z.ZodOptional | z.ZodNullable | z.ZodDefault | z.ZodPrefault | z.ZodCatch): Arbitrary {
  return candidates(known(schema.unwrap()));
}

function known(schema: z.core.SomeType): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new Error('Unsupported schema: not a zod schema');
}

function objectOf(schema: z.ZodObject): Arbitrary {
  const members = Object.entries(schema.shape).map(([name, each]) => [name, inputOf(known(each))]);
  return fc
    .record(Object.fromEntries(members), { noNullPrototype: true })
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)));
}

function numberOf({ minValue, maxValue, isInt }: z.ZodNumber): Arbitrary {
  const [min, max] = [minValue ?? -1e6, maxValue ?? 1e9].map(Number);
  return isInt
    ? fc.integer({
        min: Math.max(min ?? 0, Number.MIN_SAFE_INTEGER),
        max: Math.min(max ?? 0, Number.MAX_SAFE_INTEGER),
      })
    : fc.double({ min: min ?? 0, max: max ?? 0, noNaN: true }).map((value) => value + 0);
}

function stringOf(schema: z.ZodString | z.ZodStringFormat): Arbitrary {
  if (schema.meta()?.format === 'date-time') return timestampText;
  switch (schema.format) {
    case 'datetime':
      return timestampText.map((each) => new Date(each.toUpperCase()).toISOString());
    case 'date':
      return timestampText.map((each) => each.slice(0, 10));
    case 'uuid':
      return fc.uuid();
    case 'email':
      return fc.emailAddress();
  }
  const [pattern] = patternsOf(schema);
  return pattern ? fc.stringMatching(pattern) : fc.oneof(text, ...examplesOf(schema));
}

/** Random text hardly ever meets the checks of a schema such as a time zone. */
function examplesOf(schema: z.ZodType): Arbitrary[] {
  const { examples } = schema.meta() ?? {};
  return Array.isArray(examples) ? [fc.constantFrom(...examples)] : [];
}

function patternsOf(schema: z.ZodType): RegExp[] {
  return (schema._zod.def.checks ?? []).flatMap(({ _zod: { def } }) =>
    'pattern' in def && def.pattern instanceof RegExp ? [def.pattern] : [],
  );
}
