import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KeyFormat, keyCodec } from '../../../lib/core/keys/format.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';

const HEX: KeyFormat = { prefix: 'hex_', alphabet: 'hex', idLength: 12, secretLength: 32, checksumLength: 4 };
const LIVE = { environment: 'live', keyId: '3fKq81ZbTn0x', secret: 'AbCdEfGhIjKlMnOpQrStUvWx' };

const codec = keyCodec(defaultProfile.format);
const value = codec.compose(LIVE);

describe('a key value', () => {
  it('matches the golden vectors', () => {
    expect(value).toBe('pst_live_3fKq81ZbTn0xAbCdEfGhIjKlMnOpQrStUvWx1B34Sq');
    expect(codec.compose({ ...LIVE, environment: 'test' })).toBe(
      'pst_test_3fKq81ZbTn0xAbCdEfGhIjKlMnOpQrStUvWx0CFoUV',
    );
    expect(
      keyCodec(HEX).compose({
        environment: 'live',
        keyId: '10e9d89a4f88',
        secret: '331be68ce05736271bcc58409a26b03a',
      }),
    ).toBe('hex_10e9d89a4f88331be68ce05736271bcc58409a26b03abd15');
  });

  it('has only letters and digits after its prefix, so that a double click selects all of it', () => {
    expect(value).toMatch(/^pst_live_[0-9A-Za-z]{42}$/);
  });

  it.each([defaultProfile.format, HEX])('parses back to its parts (%#)', (format) => {
    const each = keyCodec(format);
    fc.assert(
      fc.property(fc.constantFrom('live', 'test'), (environment) => {
        const drawn = each.generate(randomBytes);
        const marked = format.environmentMarkers ? environment : undefined;
        expect(each.parse(each.compose({ environment, ...drawn }))).toEqual({
          ...drawn,
          environment: marked,
        });
      }),
    );
  });

  it('is rejected with any one character changed, removed or added', () => {
    for (let position = 0; position < value.length; position += 1) {
      const changed = value.charAt(position) === 'a' ? 'b' : 'a';
      const [head, tail] = [value.slice(0, position), value.slice(position + 1)];
      expect(codec.parse(head + changed + tail), `changed at ${position}`).toBeUndefined();
      expect(codec.parse(head + tail), `dropped at ${position}`).toBeUndefined();
      expect(codec.parse(`${head}a${value.slice(position)}`), `added at ${position}`).toBeUndefined();
    }
  });

  it.each([
    '',
    'pst_live_',
    ` ${value}`,
    `${value} `,
    `${value}\n`,
    `${value}\0`,
    value.replace('live', 'LIVE'),
    value.replace('pst', 'PST'),
    `${value.slice(0, -1)}\u{ff10}`,
    'x'.repeat(4096),
  ])('is rejected in any other form (%j)', (junk) => {
    expect(codec.parse(junk)).toBeUndefined();
  });
});

describe('the hint', () => {
  it('shows the ID and no part of the secret', () => {
    const hint = codec.hint(LIVE);
    expect(hint).toBe('pst_live_3fKq81ZbTn0x…');
    expect(hint).not.toContain(LIVE.secret.slice(0, 4));
  });
});

describe('random generation', () => {
  it('rejects bytes that would bias some characters', () => {
    const batches = [Uint8Array.of(255, 248, 0), Uint8Array.of(61, 247)];
    const tiny = keyCodec({ ...HEX, alphabet: 'base62', idLength: 3, secretLength: 0, checksumLength: 1 });
    const random = (count: number) => (batches.shift() ?? new Uint8Array(count)).subarray(0, count);
    expect(tiny.generate(random).keyId).toBe('0zz');
  });

  it('uses every character of the alphabet about equally often', () => {
    const counts = new Map<string, number>();
    for (let round = 0; round < 2000; round += 1) {
      for (const character of codec.generate(randomBytes).secret) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
      }
    }
    const expected = (2000 * 24) / 62;
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - expected) / expected).toBeLessThan(0.3);
  });
});

it('names the environments of a format if another one is requested', () => {
  expect(() => codec.compose({ ...LIVE, environment: 'staging' })).toThrow(
    "no marker for environment 'staging'; allowed: live, test",
  );
});
