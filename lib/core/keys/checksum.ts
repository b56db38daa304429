const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32 (IEEE 802.3) of an ASCII text. It detects typos without I/O and is not a security measure. */
export function crc32(text: string): number {
  return crc32Final(crc32Init(text));
}

/** The state of a CRC-32 computation: a signed 32-bit integer. */
export function crc32Init(text: string): number {
  let remainder = -1;
  for (let index = 0; index < text.length; index += 1) {
    remainder = crc32Update(remainder, text.charCodeAt(index));
  }
  return remainder;
}

/** The state after the next character. */
export function crc32Update(remainder: number, code: number): number {
  return (remainder >>> 8) ^ (TABLE[(remainder ^ code) & 0xff] ?? 0);
}

/** The CRC-32 of a final state. */
export function crc32Final(remainder: number): number {
  return ~remainder >>> 0;
}
