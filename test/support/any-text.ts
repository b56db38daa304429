import * as fc from 'fast-check';

const FIRST_SURROGATE = 0xd8_00;
const SURROGATES = 0x8_00;

/** Any Unicode character, as fast-check's unit 'binary', which takes a second of CPU time to build in each file. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10_ff_ff - SURROGATES })
  .map((index) => String.fromCodePoint(index < FIRST_SURROGATE ? index : index + SURROGATES));

/** Any well-formed text. */
export const anyText = fc.string({ unit: anyCharacter });
