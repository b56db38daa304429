import { isSameJson } from '../json.ts';
import { alphabetSize, headTextsOf, type KeyFormat } from '../keys/format.ts';
import type { Profile } from './profile.ts';
import { knownPermissions } from './vocabulary.ts';

const MIN_SECRET_BITS = 128;
/** Fewer bits would make collisions of IDs frequent. */
const MIN_ID_BITS = 48;

interface NamedFormat {
  readonly name: string;
  readonly format: KeyFormat;
}

/** The rules that a profile violates, with what is allowed; empty for a valid profile. */
export function ruleViolations(profile: Profile): readonly string[] {
  return [
    ...formatsOf(profile).flatMap(strengthViolations),
    ...confusions(formatsOf(profile), formatsOf(profile)),
    ...settingViolations(profile),
  ];
}

/** The values of a profile that scanners could confuse with values of another one. An equal format has the same values. */
export function confusableValues(profile: Profile, other: Profile): readonly string[] {
  const others = formatsOf(other);
  const own = formatsOf(profile).filter(
    ({ format }) => !others.some((each) => isSameJson(each.format, format)),
  );
  return [...confusions(own, others), ...confusions(others, own)];
}

function formatsOf({ name, format, sessionFormat }: Profile): readonly NamedFormat[] {
  const key = { name: `a key of ${name}`, format };
  return sessionFormat ? [key, { name: `a session of ${name}`, format: sessionFormat }] : [key];
}

function strengthViolations({ name, format }: NamedFormat): readonly string[] {
  const bits = Math.log2(alphabetSize(format.alphabet));
  const violations: string[] = [];
  for (const [field, minBits] of [
    ['secretLength', MIN_SECRET_BITS],
    ['idLength', MIN_ID_BITS],
  ] as const) {
    const least = Math.ceil(minBits / bits);
    if (format[field] < least)
      violations.push(
        `${field} of ${name} must be at least ${least} for ${minBits} bits, received ${format[field]}`,
      );
  }
  return violations;
}

function confusions(formats: readonly NamedFormat[], others: readonly NamedFormat[]): readonly string[] {
  return formats.flatMap(({ name, format }) =>
    others.flatMap((other) =>
      headTextsOf(format).flatMap((head, index) =>
        headTextsOf(other.format)
          .filter(
            (otherHead, otherIndex) =>
              head.startsWith(otherHead) && !(other.format === format && otherIndex === index),
          )
          .map(
            (otherHead) =>
              `'${head}' of ${name} starts with '${otherHead}' of ${other.name}. Only the lengths and the checksum differ, ` +
              'which scanners for leaked credentials do not check. Choose another prefix',
          ),
      ),
    ),
  );
}

function settingViolations(profile: Profile): readonly string[] {
  const { defaultEnvironment, defaultPermissions, lifetime, keyReaders, keyManagers, routes } = profile;
  const environments = Object.keys(profile.format.environmentMarkers ?? {});
  const violations: string[] = [];
  if (environments.length > 0 && !environments.includes(defaultEnvironment))
    violations.push(
      `defaultEnvironment must be one of: ${environments.join(', ')}, received '${defaultEnvironment}'`,
    );
  if (knownPermissions(defaultPermissions, profile).length < defaultPermissions.length)
    violations.push(`defaultPermissions must be in permissions: ${profile.permissions?.join(', ')}`);
  const { defaultDays, maxDays } = lifetime;
  if (maxDays !== null && (defaultDays === null || defaultDays > maxDays))
    violations.push(
      `lifetime.defaultDays must be at most lifetime.maxDays (${maxDays}), received ${defaultDays}`,
    );
  const writers = keyManagers.filter((role) => !keyReaders.includes(role));
  if (writers.length > 0)
    violations.push(
      `keyManagers must be in keyReaders (${keyReaders.join(', ')}), received ${writers.join(', ')}`,
    );
  if (!profile.sessionFormat && routes.some((route) => route.endsWith('Session')))
    violations.push('routes with sessions require sessionPrefix');
  return violations;
}
