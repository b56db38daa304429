import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { UnexpectedItemError } from '../../../core/store.ts';

/** An item has at most 400 KB, and JSON compresses to about a fifth. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/**
 * Text that the compressed values contain, the most frequent last, so that the first entry of a value is as short as the
 * following ones. Stored values are read with the same text: it must not change.
 */
const DICTIONARY = Buffer.from(
  '"outcome":"insufficient-permission""outcome":"unknown""outcome":"revoked""outcome":"expired"' +
    '"via":"guard","method":"DELETE","method":"PUT","method":"PATCH","method":"POST","permission":"write"' +
    '{"counts":[["",{"allowed":1}],["],"entries":[{"id":"","atMs":1,"tenant":"","key":"","outcome":"allowed",' +
    '"via":"authorizer","method":"GET","route":"/{id}","requestId":"","sourceAddress":"","userAgent":"Mozilla/5.0",' +
    '"permission":"read","generation":1},{"id":"',
);

const OPTIONS = { dictionary: DICTIONARY, maxOutputLength: LIMIT_BYTES };

/** JSON as a compressed attribute, because DynamoDB charges for each KB. */
export function compressed(value: unknown): AttributeValue {
  return { B: deflateRawSync(JSON.stringify(value), { dictionary: DICTIONARY }) };
}

/**
 * @param path names the attribute in errors
 * @throws UnexpectedItemError
 */
export function decompressed(attribute: AttributeValue | undefined, path: string): unknown {
  try {
    return JSON.parse(inflateRawSync(attribute?.B ?? '', OPTIONS).toString());
  } catch (cause) {
    throw new UnexpectedItemError(`'${path}' in the usage table must be compressed JSON`, { cause });
  }
}
