import { crc32 } from 'node:zlib';

/** A ZIP archive with one uncompressed file, as Lambda accepts for the code of a function. */
export function zipOf(name: string, content: Buffer): Buffer {
  const file = Buffer.from(name);
  const sizes = [crc32(content), content.length, content.length];
  const common = Buffer.concat([u16(20, 0, 0, 0, 0x21), u32(...sizes), u16(file.length, 0)]);
  const local = Buffer.concat([u32(0x04034b50), common, file, content]);
  const central = Buffer.concat([u32(0x02014b50), u16(20), common, u16(0, 0, 0), u32(0o644 << 16, 0), file]);
  const end = Buffer.concat([u32(0x06054b50), u16(0, 0, 1, 1), u32(central.length, local.length), u16(0)]);
  return Buffer.concat([local, central, end]);
}

function u16(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * numbers.length);
  for (const [at, number] of numbers.entries()) bytes.writeUInt16LE(number, 2 * at);
  return bytes;
}

function u32(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32LE(number >>> 0, 4 * at);
  return bytes;
}
