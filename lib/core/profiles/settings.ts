import type { CredentialLocation } from '../access/presented-credential.ts';
import { asciiUpperCase } from '../ascii.ts';
import type { JsonObject } from '../json.ts';
import type { KeyFormat } from '../keys/format.ts';
import { defaultProfile } from './default.ts';
import { type ErrorResponses, problemDetailsResponses, responsesByOutcome } from './error-responses.ts';
import type { DisplayNames, ErrorResponse, Lifetime, Policies, Profile } from './profile.ts';

/** The kinds of error responses whose body a custom profile can set. Their statuses and headers are fixed. */
export const ERROR_BODIES = ['unauthorized', 'forbidden', 'limited', 'unavailable', 'insecure'] as const;
export type ErrorBody = (typeof ERROR_BODIES)[number];

/** The fields of a profile that a custom profile replaces as a whole. */
type PlainFields = Pick<
  Profile,
  | 'title'
  | 'defaultEnvironment'
  | 'tenancy'
  | 'routes'
  | 'errors'
  | 'owners'
  | 'keyReaders'
  | 'keyManagers'
  | 'developersManage'
  | 'permissions'
  | 'defaultPermissions'
>;

/** A custom profile: its name, and the fields that differ from the profile `default`. */
export interface ProfileSettings
  extends Partial<PlainFields>,
    Partial<Omit<KeyFormat, 'environmentMarkers'>> {
  /** In `/profile.json` and the CLI. It must differ from the names of the built-in profiles. */
  readonly name: string;
  /** The text after the prefix, by environment; null for values without their environment. */
  readonly environmentMarkers?: Readonly<Record<string, string>> | null;
  /** The prefix of session values, which have the other settings of the key format; without it, there are no sessions. */
  readonly sessionPrefix?: string;
  /** The only header in which a credential is accepted, in lower case. */
  readonly header?: string;
  /** The scheme before the value in this header; null for none. Default: `Bearer` in `authorization`, otherwise none. */
  readonly scheme?: string | null;
  /** Several headers, in place of `header` and `scheme`. */
  readonly credentialLocations?: readonly CredentialLocation[];
  /** JSON bodies of error responses, with the content type `application/json`. */
  readonly errorBodies?: Readonly<Partial<Record<ErrorBody, JsonObject>>>;
  readonly lifetime?: Partial<Lifetime>;
  readonly policies?: Partial<Policies>;
  readonly displayNames?: Partial<DisplayNames>;
}

/** The shortest lengths with 128 bits of secret and rare collisions of IDs, by alphabet. */
const LENGTHS = {
  base62: { idLength: 12, secretLength: 24, checksumLength: 6 },
  hex: { idLength: 16, secretLength: 32, checksumLength: 8 },
} as const;

/** The complete profile of the settings, which `parseProfile` has validated. Create it once. */
export function profileOf(settings: ProfileSettings): Profile {
  const { name, title = name, lifetime, policies, displayNames } = settings;
  const credentialLocations = locationsOf(settings);
  return {
    ...defaultProfile,
    ...definedFields(settings),
    name,
    title,
    format: formatOf(settings),
    sessionFormat: sessionFormatOf(settings),
    credentialLocations,
    errorResponses: responsesByOutcome(errorResponsesOf(settings, challengeOf(credentialLocations))),
    lifetime: withDefaults({ defaultDays: lifetime?.maxDays ?? null, maxDays: null }, lifetime),
    policies: withDefaults(defaultProfile.policies, policies),
    displayNames: withDefaults(
      { ...defaultProfile.displayNames, environmentVariable: variableOf(name) },
      displayNames,
    ),
    settings,
  };
}

/** The given fields over the defaults. An undefined field has its default, because JSON of an environment omits it. */
function withDefaults<Fields extends object>(defaults: Fields, given: Partial<Fields> = {}): Fields {
  const defined = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.assign({}, defaults, Object.fromEntries(defined));
}

function definedFields(settings: ProfileSettings): Partial<PlainFields> {
  return {
    defaultEnvironment: settings.defaultEnvironment ?? defaultEnvironmentOf(settings),
    tenancy: settings.tenancy ?? defaultProfile.tenancy,
    routes: settings.routes ?? defaultProfile.routes,
    errors: settings.errors ?? defaultProfile.errors,
    owners: settings.owners ?? defaultProfile.owners,
    keyReaders: settings.keyReaders ?? defaultProfile.keyReaders,
    keyManagers: settings.keyManagers ?? defaultProfile.keyManagers,
    developersManage: settings.developersManage ?? defaultProfile.developersManage,
    permissions: settings.permissions ?? defaultProfile.permissions,
    defaultPermissions: settings.defaultPermissions ?? defaultProfile.defaultPermissions,
  };
}

function defaultEnvironmentOf({ environmentMarkers }: ProfileSettings): string {
  const [first] = Object.keys(environmentMarkers ?? {});
  return first ?? defaultProfile.defaultEnvironment;
}

function formatOf(settings: ProfileSettings): KeyFormat {
  const { prefix = defaultProfile.format.prefix, alphabet = 'base62' } = settings;
  const { environmentMarkers = defaultProfile.format.environmentMarkers } = settings;
  const lengths = LENGTHS[alphabet];
  return {
    prefix,
    ...(environmentMarkers && { environmentMarkers }),
    alphabet,
    idLength: settings.idLength ?? lengths.idLength,
    secretLength: settings.secretLength ?? lengths.secretLength,
    checksumLength: settings.checksumLength ?? lengths.checksumLength,
  };
}

function sessionFormatOf(settings: ProfileSettings): KeyFormat | null {
  const { sessionPrefix: prefix } = settings;
  return prefix === undefined ? null : formatOf({ ...settings, prefix, environmentMarkers: null });
}

function locationsOf({
  header,
  scheme,
  credentialLocations,
}: ProfileSettings): readonly CredentialLocation[] {
  if (header === undefined) return credentialLocations ?? defaultProfile.credentialLocations;
  return [
    { header, scheme: scheme === undefined && header === 'authorization' ? 'Bearer' : (scheme ?? null) },
  ];
}

/** The scheme that a 401 response names. Without one, it is a scheme of the product, as RFC 9110 allows. */
function challengeOf(locations: readonly CredentialLocation[]): string {
  return locations.find(({ scheme }) => scheme !== null)?.scheme ?? 'ApiKey';
}

function errorResponsesOf({ errorBodies = {} }: ProfileSettings, challenge: string): ErrorResponses {
  const standard = problemDetailsResponses(challenge);
  const withBody = (response: ErrorResponse, body: JsonObject | undefined): ErrorResponse =>
    body ? { ...response, contentType: 'application/json', body } : response;
  const { limited } = standard;
  return {
    unauthorized: withBody(standard.unauthorized, errorBodies.unauthorized),
    forbidden: withBody(standard.forbidden, errorBodies.forbidden),
    unavailable: withBody(standard.unavailable, errorBodies.unavailable),
    insecure: withBody(standard.insecure, errorBodies.insecure),
    limited: {
      'rate-limited': withBody(limited['rate-limited'], errorBodies.limited),
      'quota-exceeded': withBody(limited['quota-exceeded'], errorBodies.limited),
      'out-of-credits': withBody(limited['out-of-credits'], errorBodies.limited),
    },
  };
}

function variableOf(name: string): string {
  return `${asciiUpperCase(name).replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`;
}
