import type { AdminResponse } from '../api-client/admin-client.ts';
import { durationText } from './duration.ts';
import { type Columns, details, listing, type Style } from './output.ts';
import { printable } from './printable.ts';

type ManagedKeyView = AdminResponse<'changeManagedKey'>;
type Standing = AdminResponse<'showManagedKey'>;
type Rotation = AdminResponse<'showRotations'>['items'][number];

/** What a listing shows of each. */
export const MANAGED_KEY_COLUMNS: Columns<ManagedKeyView> = {
  key: ({ key }) => key,
  'next rotation': ({ nextRotationAt, schedule }) =>
    schedule === 'secrets-manager' ? 'by Secrets Manager' : nextRotationAt,
  'value since': ({ valueSince }) => valueSince,
  state: ({ paused, rotation, trouble }) =>
    trouble?.reason ?? (rotation ? `${rotation.kind} under way` : paused ? 'paused' : 'in order'),
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
  'old values end': ({ retireWhenUnused, retireLimitSeconds }) =>
    retireWhenUnused
      ? `when they are unused, after ${durationText(retireLimitSeconds)} at the latest`
      : 'after the overlap',
  readers: ({ readers }) => (readers.length === 0 ? null : readers.join('\n')),
  paused: ({ paused }) => (paused ? 'yes' : 'no'),
  'value since': ({ valueSince }) => valueSince,
  'last rotation': ({ lastRotation }) => lastRotation && `${lastRotation.outcome} at ${lastRotation.at}`,
  version: ({ version }) => String(version),
};

const OTHER_VALUES: Columns<Standing['otherValues'][number]> = {
  generation: ({ generation }) => `#${generation}`,
  ends: ({ endsAt }) => endsAt,
  'last used': ({ lastUsedAt }) => lastUsedAt,
  from: ({ lastUse }) => lastUse && `${lastUse.sourceAddress} ${lastUse.agent ?? ''}`.trim(),
  route: ({ lastUse }) => lastUse?.route ?? null,
};

export const PLAN_COLUMNS: Columns<AdminResponse<'planRotations'>['items'][number]> = {
  at: ({ at }) => at,
  key: ({ key }) => key,
  because: ({ because }) => BECAUSE[because],
  secret: ({ secretArn }) => secretArn,
};

const BECAUSE = {
  'under-way': 'it is under way',
  due: 'it is due',
  window: 'its window opens',
  freeze: "the tenant's freeze ends",
  paused: 'it is paused: due once resumed',
} as const;

export const BREACH_COLUMNS: Columns<AdminResponse<'reportPolicyBreaches'>['items'][number]> = {
  key: ({ key }) => key,
  breaks: ({ breaches }) => breaches.map(breachText).join('; '),
};

/** A managed key, a line for each field. */
export function managedKeyDetails(managed: ManagedKeyView, style: Style): string {
  return details(managed, FIELDS, style);
}

/** The same, with what it waits for and who still uses another value than the current one. */
export function managedKeyStandingLines(managed: Standing, style: Style): string {
  const { waitsFor, otherValues, breaches } = managed;
  const others =
    otherValues.length === 0
      ? []
      : ['', style.bold('Accepted beside the current value:'), listing(otherValues, OTHER_VALUES, style)];
  const broken = breaches.map((each) => `Breaks a policy: ${breachText(each)}.`);
  return [managedKeyDetails(managed, style), '', ...waitsFor.map(printable), ...broken, ...others].join('\n');
}

function breachText({ policy, limitDays, since }: Standing['breaches'][number]): string {
  const what = policy === 'max-value-age' ? 'a value older than' : 'a key that lives longer than';
  return `${what} ${limitDays} days, since ${since}`;
}

/** Rotations, the latest first, each with its steps below it. */
export function rotationLines({ items }: AdminResponse<'showRotations'>, { bold }: Style): string {
  if (items.length === 0) return 'No rotations yet.';
  return items.map((each) => `${bold(headline(each))}\n${stepLines(each)}`).join('\n\n');
}

function headline({ kind, startedAt, endedAt, outcome }: Rotation): string {
  return `${startedAt}  ${printable(kind)}: ${outcome === null ? 'under way' : `${printable(outcome)} at ${endedAt ?? '-'}`}`;
}

function stepLines({ steps }: Rotation): string {
  return steps
    .map(({ step, at, by, reason }) =>
      printable(`  ${at}  ${step}${reason === null ? '' : ` (${reason})`}  ${by}`),
    )
    .join('\n');
}
