import { crc32 } from '../../../core/keys/checksum.ts';

/** One partition of an index takes 1,000 writes a second, and one tenant may have hundreds of thousands of keys. */
const SHARDS = 8;

/** The partitions that hold what one tenant's keys write into an index. */
export function shardsOf(prefix: string, tenant: string): readonly string[] {
  return Array.from({ length: SHARDS }, (_, shard) => `${prefix}#${tenant}#${shard}`);
}

/** The one of them for a key. */
export function shardOf(prefix: string, tenant: string, key: string): string {
  return `${prefix}#${tenant}#${crc32(key) % SHARDS}`;
}
