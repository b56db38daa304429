/** The environment variables of a Lambda function. */
export type Variables = Readonly<Record<string, string>>;

/** A value that a construct passes to a Lambda function in one or more environment variables. */
export interface Variable<Value> {
  /** The variable that determines whether the value is present. */
  readonly name: string;
  write(value: Value): Variables;
  /** @throws Error with the variable name if it is missing or invalid */
  read(variables: NodeJS.ProcessEnv): Value;
}

/** The value type of a variable or an environment. */
export type ValueOf<Declared> = Declared extends Variable<infer Value> ? Value : never;

interface TextForm<Value> {
  /** Undefined for an invalid text. */
  readonly parse: (text: string) => Value | undefined;
  readonly allowed: string;
}

/** A variable with the value as text. */
export function variable<Value>(name: string, { parse, allowed }: TextForm<Value>): Variable<Value> {
  return {
    name,
    write: (value) => ({ [name]: String(value) }),
    read(variables) {
      const text = required(variables, name);
      const value = parse(text);
      if (value !== undefined) return value;
      throw new Error(`${name} is '${text}'; allowed: ${allowed}`);
    },
  };
}

export function text(name: string): Variable<string> {
  return variable(name, { parse: (value) => value, allowed: 'text' });
}

export function boolean(name: string): Variable<boolean> {
  const parse = (value: string) => (value === 'true' || value === 'false' ? value === 'true' : undefined);
  return variable(name, { parse, allowed: 'true, false' });
}

export function oneOf<const Value extends string>(name: string, values: readonly Value[]): Variable<Value> {
  return variable(name, {
    parse: (value) => values.find((each) => each === value),
    allowed: values.join(', '),
  });
}

/** A variable with the value as JSON. */
export function json<Value>(
  name: string,
  isValue: (parsed: unknown) => parsed is Value,
  expected: string,
): Variable<Value> {
  return {
    name,
    write: (value) => ({ [name]: JSON.stringify(value) }),
    read(variables) {
      const parsed = parsedJson(required(variables, name));
      if (isValue(parsed)) return parsed;
      throw new Error(`${name} must be ${expected}`);
    },
  };
}

/** Undefined for a text that is not JSON. Its SyntaxError would not have the name of the variable. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An optional value of a deployment. */
export function optional<Value>({ name, write, read }: Variable<Value>): Variable<Value | undefined> {
  return {
    name,
    write: (value) => (value === undefined ? {} : write(value)),
    read: (variables) => (variables[name] ? read(variables) : undefined),
  };
}

/** A value with a default, which needs no variable. */
export function defaulted<Value>({ name, write, read }: Variable<Value>, value: Value): Variable<Value> {
  const omitted = JSON.stringify(value);
  return {
    name,
    write: (given) => (JSON.stringify(given) === omitted ? {} : write(given)),
    read: (variables) => (variables[name] ? read(variables) : value),
  };
}

/** Several values, each under the name of its field. */
export function environment<Fields extends object>(
  fields: {
    readonly [Field in keyof Fields]: Variable<Fields[Field]>;
  },
): Variable<Readonly<Fields>>;
export function environment(fields: Readonly<Record<string, Variable<unknown>>>): Variable<object> {
  const all = Object.entries(fields);
  return {
    name: all[0]?.[1].name ?? '',
    write: (values) => {
      const fieldValues = new Map<string, unknown>(Object.entries(values));
      return Object.assign({}, ...all.map(([field, each]) => each.write(fieldValues.get(field))));
    },
    read: (variables) => Object.fromEntries(all.map(([field, each]) => [field, each.read(variables)])),
  };
}

/** @throws Error with the variable name if it is missing or empty */
export function required(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (!value)
    throw new Error(`Environment variable ${name} is missing. The construct of the function must set it.`);
  return value;
}

/** Whether a value is an object with only values of one type. */
export function isRecordOf<Value>(
  value: unknown,
  isValue: (each: unknown) => each is Value,
): value is Readonly<Record<string, Value>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(isValue);
}
