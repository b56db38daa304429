import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json, JsonObject } from '../../core/json.ts';
import type { Attributes } from './read-item.ts';

/** The table holds what this code never writes. The message says where, never what. */
export class UnexpectedItemError extends Error {
  override readonly name = 'UnexpectedItemError';
}

/**
 * Reads attributes strictly: one that is missing or of another type is an error, never a default, but for those
 * that `map` is told of by name.
 */
export class Fields {
  readonly #path: string;
  readonly #attributes: Attributes;

  private constructor(path: string, attributes: Attributes) {
    this.#path = path;
    this.#attributes = attributes;
  }

  /** The fields of an item, which must say that it is of this type. */
  static of(type: string, item: Attributes): Fields {
    const fields = new Fields(type, item);
    fields.oneOf('type', [type]);
    return fields;
  }

  text(name: string): string {
    return this.#attributes[name]?.S ?? this.#fail(name, 'a text');
  }

  textOrNull(name: string): string | null {
    return this.#isNull(name) ? null : this.text(name);
  }

  texts(name: string): readonly string[] {
    return this.#list(name).map((each) => each.S ?? this.#fail(name, 'a list of texts'));
  }

  oneOf<const Allowed extends string>(name: string, allowed: readonly Allowed[]): Allowed {
    const text = this.text(name);
    return allowed.find((each) => each === text) ?? this.#fail(name, `one of ${allowed.join(', ')}`);
  }

  listOf<const Allowed extends string>(name: string, allowed: readonly Allowed[]): readonly Allowed[] {
    return this.texts(name).map(
      (text) => allowed.find((each) => each === text) ?? this.#fail(name, `of ${allowed.join(', ')}`),
    );
  }

  oneOfOrNull<const Allowed extends string>(name: string, allowed: readonly Allowed[]): Allowed | null {
    return this.#isNull(name) ? null : this.oneOf(name, allowed);
  }

  integer(name: string): number {
    const number = Number(this.#attributes[name]?.N);
    return Number.isSafeInteger(number) ? number : this.#fail(name, 'an integer');
  }

  integers(name: string): readonly number[] {
    return this.#list(name).map(({ N }) => {
      const number = Number(N);
      return Number.isSafeInteger(number) ? number : this.#fail(name, 'a list of integers');
    });
  }

  integerOrNull(name: string): number | null {
    return this.#isNull(name) ? null : this.integer(name);
  }

  flag(name: string): boolean {
    return this.#attributes[name]?.BOOL ?? this.#fail(name, 'a flag');
  }

  /**
   * The fields of a map. `added` names the attributes that came after the first release, each with what it means
   * that an item of an earlier version lacks it. Those alone may be missing, and are read as strictly where they
   * are there.
   */
  map(name: string, added?: Attributes): Fields {
    const found = this.#attributes[name]?.M ?? this.#fail(name, 'a map');
    return new Fields(`${this.#path}.${name}`, { ...added, ...found });
  }

  mapOrNull(name: string): Fields | null {
    return this.#isNull(name) ? null : this.map(name);
  }

  maps(name: string): readonly Fields[] {
    const path = `${this.#path}.${name}`;
    return this.#list(name).map((each) => new Fields(path, each.M ?? this.#fail(name, 'a list of maps')));
  }

  /** An object kept as its JSON text. */
  jsonObject(name: string): JsonObject {
    const value = parseJson(this.text(name));
    return isJsonObject(value) ? value : this.#fail(name, 'a JSON object');
  }

  jsonObjectOrNull(name: string): JsonObject | null {
    return this.#isNull(name) ? null : this.jsonObject(name);
  }

  #list(name: string): readonly AttributeValue[] {
    return this.#attributes[name]?.L ?? this.#fail(name, 'a list');
  }

  #isNull(name: string): boolean {
    return this.#attributes[name]?.NULL === true;
  }

  #fail(name: string, expected: string): never {
    throw new UnexpectedItemError(`'${this.#path}.${name}' in the table must be ${expected}`);
  }
}

/** The parser's own error is dropped: it quotes the text. */
function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
