import { crc32 } from '../../../core/keys/checksum.ts';

/** A partition of an index accepts 1,000 writes per second, and a tenant can have hundreds of thousands of keys. */
const SHARDS = 8;

/** The index partitions of the keys of one tenant. */
export function shardsOf(prefix: string, tenant: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${prefix}#${tenant}#${shard}`);
}

/** The index partition of a key. */
export function shardOf(prefix: string, tenant: string, key: string): string {
  return `${prefix}#${tenant}#${crc32(key) % SHARDS}`;
}
