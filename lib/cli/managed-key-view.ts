import type { AdminResponse } from '../api-client/admin-client.ts';
import { durationText } from './duration.ts';
import { type Columns, details, listing, type Style } from './output.ts';
import { printable } from './printable.ts';

type ManagedKeyView = AdminResponse<'updateManagedKey'>;
type Standing = AdminResponse<'showManagedKey'>;
type Rotation = AdminResponse<'showRotations'>['items'][number];

/** Columns of the managed key list. */
export const MANAGED_KEY_COLUMNS: Columns<AdminResponse<'listManagedKeys'>['items'][number]> = {
  key: ({ key }) => key,
  name: ({ name }) => name,
  'next rotation': ({ nextRotationAt, schedule }) =>
    schedule === 'secrets-manager' ? 'by Secrets Manager' : nextRotationAt,
  'value since': ({ currentValueSince }) => currentValueSince,
  state: ({ paused, rotation, blocked }) =>
    blocked?.reason ?? (rotation ? `${rotation.kind} in progress` : paused ? 'paused' : 'ok'),
  secret: ({ secretArn }) => secretArn,
};

const FIELDS: Columns<ManagedKeyView> = {
  key: ({ key }) => key,
  tenant: ({ tenant }) => tenant,
  secret: ({ secretArn }) => secretArn,
  'managed by': ({ stack }) => stack ?? 'the API',
  rotates: ({ rotateEverySeconds, schedule }) =>
    `${rotateEverySeconds === null ? 'on demand' : `every ${durationText(rotateEverySeconds)}`}${schedule === 'secrets-manager' ? ', by Secrets Manager' : ''}`,
  'next rotation': ({ nextRotationAt }) => nextRotationAt,
  windows: ({ windows }) => (windows.length === 0 ? 'at any time' : `${windows.join('; ')} UTC`),
  'consumers cache': ({ consumerCacheSeconds }) => durationText(consumerCacheSeconds),
  overlap: ({ overlapSeconds }) => durationText(overlapSeconds),
  'old values end': ({ retireWhenUnused, retireDeadlineSeconds }) =>
    retireWhenUnused
      ? `when unused, after ${durationText(retireDeadlineSeconds)} at the latest`
      : 'after the overlap',
  readers: ({ readers }) => (readers.length === 0 ? null : readers.join('\n')),
  paused: ({ paused }) => (paused ? 'yes' : 'no'),
  'value since': ({ currentValueSince }) => currentValueSince,
  'last rotation': ({ lastRotation }) => lastRotation && `${lastRotation.outcome} at ${lastRotation.at}`,
  version: ({ version }) => String(version),
};

const OTHER_VALUES: Columns<Standing['otherActiveValues'][number]> = {
  generation: ({ generation }) => `#${generation}`,
  ends: ({ endsAt }) => endsAt,
  'last used': ({ lastUsedAt }) => lastUsedAt,
  from: ({ lastUse }) => lastUse && `${lastUse.sourceAddress} ${lastUse.userAgent ?? ''}`.trim(),
  route: ({ lastUse }) => lastUse?.route ?? null,
};

export const UPCOMING_COLUMNS: Columns<AdminResponse<'listUpcomingRotations'>['items'][number]> = {
  at: ({ at }) => at,
  key: ({ key }) => key,
  name: ({ name }) => name,
  reason: ({ reason }) => REASON_TEXT[reason] ?? reason,
  secret: ({ secretArn }) => secretArn,
};

const REASON_TEXT = {
  'in-progress': 'in progress',
  due: 'due',
  window: 'window opens',
  freeze: 'freeze of the tenant ends',
  paused: 'paused until resumed',
} as const;

export const VIOLATION_COLUMNS: Columns<AdminResponse<'listPolicyViolations'>['items'][number]> = {
  key: ({ key }) => key,
  violations: ({ violations }) => violations.map(violationText).join('; '),
};

/** Details of a managed key, one line per field. */
export function managedKeyDetails(managed: ManagedKeyView, style: Style): string {
  return details(managed, FIELDS, style);
}

/** Details with status messages and the remaining use of previous values. */
export function managedKeyStatusLines(managed: Standing, style: Style): string {
  const { statusMessages, otherActiveValues, violations } = managed;
  const others =
    otherActiveValues.length === 0
      ? []
      : ['', style.bold('Other active values:'), listing(otherActiveValues, OTHER_VALUES, style)];
  const broken = violations.map((each) => `Policy violation: ${violationText(each)}.`);
  return [managedKeyDetails(managed, style), '', ...statusMessages.map(printable), ...broken, ...others].join(
    '\n',
  );
}

function violationText({ policy, limitDays, since }: Standing['violations'][number]): string {
  const what = policy === 'max-value-age' ? 'a value older than' : 'a key that lives longer than';
  return `${what} ${limitDays} days, since ${since}`;
}

/** Rotations, newest first, each followed by its steps. */
export function rotationLines({ items }: AdminResponse<'showRotations'>, { bold }: Style): string {
  if (items.length === 0) return 'No rotations yet.';
  return items.map((each) => `${bold(headline(each))}\n${stepLines(each)}`).join('\n\n');
}

function headline({ kind, startedAt, endedAt, outcome }: Rotation): string {
  return `${startedAt}  ${printable(kind)}: ${outcome === null ? 'in progress' : `${printable(outcome)} at ${endedAt ?? '-'}`}`;
}

function stepLines({ steps }: Rotation): string {
  return steps
    .map(({ step, at, by, reason }) =>
      printable(`  ${at}  ${step}${reason === null ? '' : ` (${reason})`}  ${by}`),
    )
    .join('\n');
}
