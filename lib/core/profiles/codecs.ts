import type { Codecs } from '../access/presented-credential.ts';
import { keyCodec } from '../keys/format.ts';
import type { Profile } from './profile.ts';

/** Creates the codecs of a profile. Create them once. */
export function codecsOf({ format, sessionFormat }: Pick<Profile, 'format' | 'sessionFormat'>): Codecs {
  return { key: keyCodec(format), session: sessionFormat && keyCodec(sessionFormat) };
}
