import { isAddressRange } from '../../core/access/address-ranges.ts';
import type { Limit } from '../../core/limits/limit.ts';
import { isLimitList } from '../../core/limits/limit-form.ts';
import { type Field, parseJson, text, unexpected } from './fields.ts';

/** JSON text, which is shorter than a map, or NULL: a key without limits must not grow. */
export const limits: Field<readonly Limit[]> = {
  encode: (value) => (value.length === 0 ? { NULL: true } : text.encode(JSON.stringify(value))),
  decode: (attribute, path) => {
    if (attribute?.NULL === true) return [];
    const parsed: unknown = parseJson(text.decode(attribute, path));
    return isLimitList(parsed) ? parsed : unexpected(path, 'a list of limits');
  },
};

/** Separated by spaces, or NULL. */
export const addressRanges: Field<readonly string[]> = {
  encode: (value) => (value.length === 0 ? { NULL: true } : text.encode(value.join(' '))),
  decode: (attribute, path) => {
    if (attribute?.NULL === true) return [];
    const ranges = text.decode(attribute, path).split(' ');
    return ranges.every(isAddressRange) ? ranges : unexpected(path, 'a list of address ranges');
  },
};
