import type { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { RouteInput } from '../../../lib/contracts/http/route.ts';
import type { RotationCommandInput } from '../../../lib/contracts/rotation-command.ts';
import { msOf } from '../../../lib/http/timestamps.ts';

type NewBody = RouteInput<(typeof managedKeyRoutes)['manageKey']>['body'];
type ChangeBody = RouteInput<(typeof managedKeyRoutes)['updateManagedKey']>['body'];
type ManageCommand = Extract<RotationCommandInput, { command: 'manage-key' }>;

/** The settings of a request body in the form of a rotation command. */
export function settingsIn(body: ChangeBody): ManageCommand['settings'] {
  const { rotateEverySeconds: every } = body;
  return {
    schedule: body.schedule,
    rotateEveryMs: every === undefined || every === null ? every : every * 1000,
    consumerCacheMs: msOfSeconds(body.consumerCacheSeconds),
    overlapMs: msOfSeconds(body.overlapSeconds),
    retireWhenUnused: body.retireWhenUnused,
    retireDeadlineMs: msOfSeconds(body.retireDeadlineSeconds),
    windows: body.windows?.map(({ days, ...hours }) => ({ days: [...days], ...hours })),
    readers: body.readers,
  };
}

/** The new key, or the key to adopt. The route contract requires exactly one of them. */
export function subjectIn(body: NewBody): ManageCommand['subject'] {
  if (body.owner === undefined) {
    const { key = '', existingValueGraceSeconds } = body;
    return { kind: 'adopted', keyId: key, existingValueGraceMs: msOfSeconds(existingValueGraceSeconds) };
  }
  return {
    kind: 'new',
    owner: body.owner,
    boundBy: body.boundBy ?? 'owner',
    name: body.name ?? null,
    environment: body.environment,
    permissions: body.permissions,
    expiresAtMs: body.expiresAt === undefined ? undefined : msOf(body.expiresAt),
    expiresInMs: msOfSeconds(body.expiresInSeconds),
    metadata: body.metadata ?? {},
    endSessionsWithKey: body.endSessionsWithKey ?? false,
    limits: body.limits,
    allowedAddresses: body.allowedAddresses,
  };
}

function msOfSeconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
