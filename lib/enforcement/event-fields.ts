import type { Headers } from '../core/access/presented-credential.ts';
import { asciiLowerCase } from '../core/ascii.ts';

/** A JSON object with fields that are not validated yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

const NONE: readonly string[] = [];
/** A value that is not a string counts as a repeated header, so that the request is denied. */
const NO_TEXT: readonly string[] = ['', ''];

/** The headers of an event, with a string or a list of strings per name. Names that differ only in case are duplicates. */
export function headersOf(received: Fields): Headers {
  return (name) => {
    let texts = NONE;
    for (const spelling in received) {
      if (spelling.length !== name.length || asciiLowerCase(spelling) !== name) continue;
      const found = textsOf(received[spelling]);
      texts = texts.length === 0 ? found : [...texts, ...found];
    }
    return texts;
  };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isTexts(value) ? value : NO_TEXT;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
