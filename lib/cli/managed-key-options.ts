import { Option } from '@commander-js/extra-typings';
import { managedKeyView } from '../contracts/http/managed-keys.ts';
import { parseDuration } from './duration.ts';

export function rotateEveryOption() {
  return new Option(
    '--rotate-every <duration>',
    'Rotation interval, for example 90d (default: set by the deployment)',
  )
    .argParser(parseDuration)
    .conflicts('onDemand');
}

export function onDemandOption() {
  return new Option('--on-demand', 'Rotate only on demand; no schedule');
}

export function scheduleOption() {
  return new Option(
    '--schedule <component>',
    'Component that starts scheduled rotations (default: postern)',
  ).choices(managedKeyView.shape.schedule.options);
}

export function consumerCacheOption() {
  return new Option(
    '--consumer-cache <duration>',
    'Cache TTL of the consumers, for example 1h (default: set by the deployment)',
  ).argParser(parseDuration);
}

export function overlapOption() {
  return new Option(
    '--overlap <duration>',
    'How long the old and new values are both valid, for example 24h (default: set by the deployment)',
  ).argParser(parseDuration);
}

export function retireWhenUnusedOption() {
  return new Option(
    '--retire-when-unused',
    'Keep a previous value valid after the overlap while it is in use',
  );
}

export function retireDeadlineOption() {
  return new Option(
    '--retire-deadline <duration>',
    'With --retire-when-unused: longest validity of a previous value, for example 7d',
  ).argParser(parseDuration);
}

export function windowOption() {
  return new Option(
    '--window <window>',
    'UTC window in which rotations can start, for example "tue,thu 02:00-05:00"; repeatable',
  ).argParser(collected);
}

export function readerOption() {
  return new Option(
    '--reader <arn>',
    'ARN of a role or user, in any account, that can read the secret; repeatable',
  ).argParser(collected);
}

export function replicaOption() {
  return new Option(
    '--replica <region>',
    'Additional Region to replicate the secret to; repeatable',
  ).argParser(collected);
}

/** Collects the values of a repeatable option. */
function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** The rotation settings as parsed options. */
interface RotationOptions {
  readonly schedule?: 'postern' | 'secrets-manager' | undefined;
  readonly rotateEvery?: number | undefined;
  readonly onDemand?: true | undefined;
  readonly consumerCache?: number | undefined;
  readonly overlap?: number | undefined;
  readonly retireWhenUnused?: boolean | undefined;
  readonly retireDeadline?: number | undefined;
  readonly window?: readonly string[] | undefined;
  readonly reader?: readonly string[] | undefined;
}

/** Converts options to settings of the API; undefined for omitted options. */
export function settingsOf(options: RotationOptions) {
  return {
    schedule: options.schedule,
    rotateEverySeconds: options.onDemand ? null : options.rotateEvery,
    consumerCacheSeconds: options.consumerCache,
    overlapSeconds: options.overlap,
    retireWhenUnused: options.retireWhenUnused,
    retireDeadlineSeconds: options.retireDeadline,
    windows: options.window && [...options.window],
    readers: options.reader && [...options.reader],
  };
}
