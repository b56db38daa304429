import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { UnexpectedItemError } from '../../core/store.ts';
import type { Attributes } from './item.ts';

/**
 * The codec of one field. Decoding is strict: a missing attribute or another type is an error, never a default, except
 * for fields that are marked with `added` or `optional`.
 */
export interface Field<Value> {
  readonly encode: (value: Value) => AttributeValue;
  /** @throws UnexpectedItemError that names the path */
  readonly decode: (attribute: AttributeValue | undefined, path: string) => Value;
}

/** A codec for each member of an entity. */
export type FieldsOf<Entity> = { readonly [Name in keyof Entity]-?: Field<Entity[Name]> };

export const text: Field<string> = {
  encode: (value) => ({ S: value }),
  decode: (attribute, path) => attribute?.S ?? unexpected(path, 'a text'),
};

export const integer: Field<number> = {
  encode: (value) => ({ N: String(value) }),
  decode: (attribute, path) => {
    const number = Number(attribute?.N);
    return Number.isSafeInteger(number) ? number : unexpected(path, 'an integer');
  },
};

export const flag: Field<boolean> = {
  encode: (value) => ({ BOOL: value }),
  decode: (attribute, path) => attribute?.BOOL ?? unexpected(path, 'a flag'),
};

/** Free data is stored as JSON text, which preserves any depth and any number. */
export const json: Field<JsonObject> = {
  encode: (value) => text.encode(JSON.stringify(value)),
  decode: (attribute, path) => {
    const value = parseJson(text.decode(attribute, path));
    return isJsonObject(value) ? value : unexpected(path, 'a JSON object');
  },
};

export function oneOf<const Allowed extends string>(allowed: readonly Allowed[]): Field<Allowed> {
  return {
    encode: text.encode,
    decode: (attribute, path) =>
      allowed.find((each) => each === attribute?.S) ?? unexpected(path, `one of ${allowed.join(', ')}`),
  };
}

export function nullable<Value>({ encode, decode }: Field<Value>): Field<Value | null> {
  return {
    encode: (value) => (value === null ? { NULL: true } : encode(value)),
    decode: (attribute, path) => (attribute?.NULL === true ? null : decode(attribute, path)),
  };
}

/** An optional member. An undefined one has no attribute. */
export function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  const { encode, decode } = nullable(field);
  return {
    encode: (value) => encode(value ?? null),
    decode: (attribute, path) => (attribute && decode(attribute, path)) ?? undefined,
  };
}

/** A field that was added after the first release, with the value that items of an earlier version have. */
export function added<Value>({ encode, decode }: Field<Value>, ifMissing: Value): Field<Value> {
  return {
    encode,
    decode: (attribute, path) => (attribute === undefined ? ifMissing : decode(attribute, path)),
  };
}

export function list<Value>({ encode, decode }: Field<Value>): Field<readonly Value[]> {
  return {
    encode: (values) => ({ L: values.map(encode) }),
    decode: (attribute, path) =>
      (attribute?.L ?? unexpected(path, 'a list')).map((each) => decode(each, path)),
  };
}

/** A map with arbitrary names. */
export function mapOf<Value>({ encode, decode }: Field<Value>): Field<Readonly<Record<string, Value>>> {
  return {
    encode: (values) => ({ M: mapped(values, encode) }),
    decode: (attribute, path) =>
      mapped(attribute?.M ?? unexpected(path, 'a map'), (each, name) => decode(each, `${path}.${name}`)),
  };
}

/** A map with an attribute for each member of an entity. */
export function object<Entity extends object>(fields: FieldsOf<Entity>): Field<Entity> {
  const known = new Set(Object.keys(fields));
  return {
    encode: (entity) => ({ M: { ...unknownIn(entity, IN_DATA), ...encodeFields(fields, entity) } }),
    decode: (attribute, path) => {
      const found = attribute?.M ?? unexpected(path, 'a map');
      return withUnknown(decodeFields(fields, found, path), IN_DATA, found, known);
    },
  };
}

interface ItemFields<Data extends object, Projected, Hidden> {
  readonly type: string;
  /** The fields that listings return, stored in the attribute `data`. */
  readonly data: FieldsOf<Data>;
  /** Attributes outside `data` that indexes project. */
  readonly projected: FieldsOf<Projected>;
  /** Attributes outside `data` that no index projects. */
  readonly hidden: FieldsOf<Hidden>;
}

/** The codec of one kind of item, without its key attributes. */
export interface ItemCodec<Shown, Entity> {
  readonly encode: (entity: Entity) => Attributes;
  /** @throws UnexpectedItemError */
  readonly decode: (item: Attributes) => Entity;
  /** Decodes the attributes that an index projects. @throws UnexpectedItemError */
  readonly decodeProjected: (item: Attributes) => Shown;
}

/**
 * Derives both directions from one description. `decode` attaches attributes that this version does not know to the
 * entity and its copies under a symbol, and `encode` writes them back.
 */
export function itemCodec<Data extends object, Projected extends object, Hidden extends object>({
  type,
  data: dataFields,
  projected,
  hidden,
}: ItemFields<Data, Projected, Hidden>): ItemCodec<Data & Projected, Data & Projected & Hidden> {
  const data = object(dataFields);
  const isOfType = oneOf([type]);
  const names = [...Object.keys(projected), ...Object.keys(hidden)];
  const known = new Set([...KEY_ATTRIBUTES, 'type', 'data', ...names]);
  const decodeProjected = (item: Attributes) => {
    isOfType.decode(item.type, `${type}.type`);
    return Object.assign(data.decode(item.data, `${type}.data`), decodeFields(projected, item, type));
  };
  return {
    encode: (entity) => ({
      ...unknownIn(entity, BESIDE_DATA),
      type: text.encode(type),
      data: data.encode(entity),
      ...encodeFields(projected, entity),
      ...encodeFields(hidden, entity),
    }),
    decode: (item) => {
      const entity = Object.assign(decodeProjected(item), decodeFields(hidden, item, type));
      return withUnknown(entity, BESIDE_DATA, item, known);
    },
    decodeProjected,
  };
}

/** The key attributes of the table and its indexes: they are derived from the entity and never carried over. */
const KEY_ATTRIBUTES: readonly string[] = [KEY_TABLE, ...KEY_TABLE.indexes]
  .flatMap(({ partitionKey, sortKey }): string[] => [partitionKey, sortKey])
  .concat(KEY_TABLE.timeToLive);

/** Symbols: copies of an entity keep them, JSON and comparisons ignore them. */
const IN_DATA = Symbol('unknown attributes of the map');
const BESIDE_DATA = Symbol('unknown attributes of the item');

function unknownIn(entity: object, where: symbol): Attributes {
  return Reflect.get(entity, where) ?? {};
}

function withUnknown<Entity extends object>(
  entity: Entity,
  where: symbol,
  found: Attributes,
  known: ReadonlySet<string>,
): Entity {
  let unknown: Record<string, AttributeValue> | undefined;
  // A loop, and no copies of entities: every decision decodes its records.
  for (const name in found) {
    const attribute = found[name];
    if (attribute !== undefined && !known.has(name)) unknown = { ...unknown, [name]: attribute };
  }
  return unknown === undefined ? entity : Object.assign(entity, { [where]: unknown });
}

function encodeFields<Entity>(fields: FieldsOf<Entity>, entity: Entity): Record<string, AttributeValue> {
  const attributes: Record<string, AttributeValue> = {};
  for (const name in fields) {
    if (entity[name] !== undefined) attributes[name] = fields[name].encode(entity[name]);
  }
  return attributes;
}

/** The type guarantees completeness: `fields` has every member of the entity. */
function decodeFields<Entity>(fields: FieldsOf<Entity>, found: Attributes, path: string): Entity {
  const entity = Object.create(Object.prototype);
  for (const name in fields) {
    const value = fields[name].decode(found[name], `${path}.${name}`);
    if (value !== undefined) entity[name] = value;
  }
  return entity;
}

function mapped<From, To>(
  values: Readonly<Record<string, From>>,
  convert: (value: From, name: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, convert(value, name)]));
}

/** @throws UnexpectedItemError that names the path and never the value */
export function unexpected(path: string, expected: string): never {
  throw new UnexpectedItemError(`'${path}' in the table must be ${expected}`);
}

/** Drops the error of the parser, because its message quotes the text. */
export function parseJson(content: string): Json | undefined {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
