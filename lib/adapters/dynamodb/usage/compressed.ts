import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { UnexpectedItemError } from '../../../core/store.ts';

/** An item has at most 400 KB, and JSON compresses to about a fifth. */
const LIMIT_BYTES = 8 * 1024 * 1024;

/** JSON as a compressed attribute, because DynamoDB charges for each KB. */
export function compressed(value: unknown): AttributeValue {
  return { B: deflateRawSync(JSON.stringify(value)) };
}

/**
 * @param path names the attribute in errors
 * @throws UnexpectedItemError
 */
export function decompressed(attribute: AttributeValue | undefined, path: string): unknown {
  try {
    return JSON.parse(inflateRawSync(attribute?.B ?? '', { maxOutputLength: LIMIT_BYTES }).toString());
  } catch (cause) {
    throw new UnexpectedItemError(`'${path}' in the usage table must be compressed JSON`, { cause });
  }
}
