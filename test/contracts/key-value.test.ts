import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { issuedKeyView } from '../../lib/contracts/http/keys.ts';
import { keyCodec } from '../../lib/core/keys/format.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { key } from '../api-client/support/responses.ts';
import { anyCharacter } from '../support/any-text.ts';

const isValue = (value: string) => issuedKeyView.safeParse({ ...key, value }).success;

it('accepts the values of every profile', () => {
  for (const { name, format, sessionFormat } of PROFILES.values()) {
    for (const each of [format, sessionFormat ?? format]) {
      const codec = keyCodec(each);
      const [environment = 'live'] = codec.environments;
      expect(isValue(codec.compose({ environment, ...codec.generate(randomBytes) })), name).toBe(true);
    }
  }
});

it('rejects values with a special character of a shell, an environment file, a header or a terminal', () => {
  const plain = /^[A-Za-z0-9._~+/-]$/;
  fc.assert(
    fc.property(anyCharacter, (character) => {
      expect(isValue(`pst_live_${character}`)).toBe(plain.test(character));
    }),
  );
  for (const part of ['$(id)', '`id`', '\n', ' ', "'", '"', '\\', '\u001b[2J', ';', '#', '=', '']) {
    expect(isValue(part), part).toBe(false);
  }
});
