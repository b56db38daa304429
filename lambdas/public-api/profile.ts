import type { KeyProfileView } from '../../lib/contracts/http/profile.ts';
import { patternOf } from '../../lib/core/keys/format.ts';
import type { PlanSettings, Plans } from '../../lib/core/plans/plan.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';

/** Lists each field explicitly, so that a new field of profiles is not exposed by accident. */
export function viewProfile(profile: Profile, plans: Plans): KeyProfileView {
  const { lifetime, policies, displayNames } = profile;
  return {
    profile: profile.name,
    title: profile.title,
    credentials: profile.credentialLocations.map(({ header, scheme }) => ({ header, scheme })),
    formats: viewFormats(profile),
    tenancy: profile.tenancy,
    environments: Object.keys(profile.format.environmentMarkers ?? {}),
    defaultEnvironment: profile.defaultEnvironment,
    defaultPermissions: [...profile.defaultPermissions],
    permissions: profile.permissions && [...profile.permissions],
    ownerKinds: [...profile.owners],
    keyReaders: [...profile.keyReaders],
    keyManagers: [...profile.keyManagers],
    developersManage: profile.developersManage,
    lifetime: { defaultDays: lifetime.defaultDays, maxDays: lifetime.maxDays },
    plans: Object.fromEntries(Object.entries(plans).map(([name, plan]) => [name, viewPlan(plan)])),
    policies: {
      rotateEveryDays: policies.rotateEveryDays,
      warnBeforeExpiryDays: [...policies.warnBeforeExpiryDays],
    },
    displayNames: {
      key: displayNames.key,
      permissions: displayNames.permissions,
      createKey: displayNames.createKey,
      endKey: displayNames.endKey,
      menu: [...displayNames.menu],
      menuLocation: displayNames.menuLocation,
      environmentVariable: displayNames.environmentVariable,
    },
  };
}

function viewFormats({ format, sessionFormat }: Profile): KeyProfileView['formats'] {
  const key = { credential: 'key', prefix: format.prefix, pattern: patternOf(format) } as const;
  if (!sessionFormat) return [key];
  return [key, { credential: 'session', prefix: sessionFormat.prefix, pattern: patternOf(sessionFormat) }];
}

function viewPlan({
  apiLimits = {},
  maxKeys = null,
  limits = [],
}: PlanSettings): KeyProfileView['plans'][string] {
  return { apiLimits: { ...apiLimits }, maxKeys, limits: [...limits] };
}
