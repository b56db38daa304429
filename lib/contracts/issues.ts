import * as z from 'zod';
import type { InputIssue } from './input-issue.ts';
import { type Audience, masked } from './masked.ts';

export type Validated<Output> =
  | { readonly data: Output; readonly issues?: undefined }
  | { readonly data?: undefined; readonly issues: readonly InputIssue[] };

/** The fields whose text is or may be secret, independent of its length. */
const SECRET_FIELDS = new Set<PropertyKey>(['value', 'metadata']);

/** Validates `input`. All messages about user input come from this function. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  audience: Audience,
): Validated<z.output<Schema>> {
  const result = z.safeParse(schema, input, { error: allowedBy });
  if (result.success) return { data: result.data };
  const issues = result.error.issues.flatMap((issue) => issuesOf(issue, input, audience));
  return { issues: onePerValue(issues) };
}

/** The first issue of each value. Further issues of the value often follow from the first. */
function onePerValue(issues: readonly InputIssue[]): readonly InputIssue[] {
  return issues.filter(({ path }, index) => issues.findIndex((each) => each.path === path) === index);
}

/** Replaces the issue of a union with the issues of the closest alternative. Returns any other issue unchanged. */
function issuesOf(issue: z.core.$ZodIssue, root: unknown, audience: Audience): InputIssue[] {
  if (issue.code === 'invalid_union') {
    const [closest] = issue.errors.toSorted((one, other) => one.length - other.length);
    if (closest && closest.length > 0) {
      return closest.flatMap((each) =>
        issuesOf({ ...each, path: [...issue.path, ...each.path] }, root, audience),
      );
    }
  }
  return [{ path: issue.path.join('.'), message: issue.message + receivedText(issue, root, audience) }];
}

function receivedText({ code, path }: z.core.$ZodIssue, root: unknown, audience: Audience): string {
  if (code === 'unrecognized_keys' || code === 'custom') return '';
  const received = path.reduce<unknown>(fieldOf, root);
  if (received === undefined) return '';
  return `, received ${path.some((each) => SECRET_FIELDS.has(each)) ? 'a masked value' : masked(received, audience)}`;
}

function fieldOf(container: unknown, field: PropertyKey): unknown {
  if (typeof container !== 'object' || container === null) return undefined;
  return Object.getOwnPropertyDescriptor(container, field)?.value;
}

/** The default messages of schemas. Unknown field names are not repeated, because they may be secret values. */
const allowedBy: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape) : [];
      return `must have no other fields than: ${known.join(', ') || '(none)'}`;
    }
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${typeText(issue.expected)}`;
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of: '}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must ${boundText(issue.origin, 'least', Number(issue.minimum), issue.inclusive ?? true)}`;
    case 'too_big':
      return `must ${boundText(issue.origin, 'most', Number(issue.maximum), issue.inclusive ?? true)}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'has the wrong format';
    case 'invalid_union':
      return issue.input === undefined ? 'is required' : 'must have one of the documented forms';
    case 'invalid_key':
      return 'must have valid field names';
    case 'invalid_element':
      return 'must have valid elements';
    default:
      return undefined;
  }
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'must be an instant in ISO 8601, for example 2027-01-31T12:00:00.000Z',
  date: 'must be a day, for example 2027-01-31',
  email: 'must be an email address',
  'ip-address': 'must be an IPv4 or IPv6 address, for example 203.0.113.7',
  url: 'must be a URL',
  json: 'must be JSON',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  nan: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
};

function typeText(expected: string): string {
  return TYPES[expected] ?? `a value of type ${expected}`;
}

function boundText(origin: string, side: 'least' | 'most', bound: number, inclusive: boolean): string {
  if (origin === 'string') {
    if (side === 'least' && bound === 1) return 'not be empty';
    return `have at ${side} ${bound} ${bound === 1 ? 'character' : 'characters'}`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'map') {
    return `have at ${side} ${bound} ${bound === 1 ? 'element' : 'elements'}`;
  }
  if (inclusive) return `be at ${side} ${bound}`;
  return `be ${side === 'least' ? 'more' : 'less'} than ${bound}`;
}
