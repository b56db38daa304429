import { Option } from '@commander-js/extra-typings';
import { managedKeyView } from '../contracts/http/managed-keys.ts';
import { parseDuration } from './duration.ts';

export function rotateEveryOption() {
  return new Option('--rotate-every <duration>', 'how often, like 90d; as the deployment advises without it')
    .argParser(parseDuration)
    .conflicts('onDemand');
}

export function onDemandOption() {
  return new Option('--on-demand', 'rotates when somebody says so, and never else');
}

export function scheduleOption() {
  return new Option('--schedule <who>', "who begins rotations: Postern's sweep or Secrets Manager").choices(
    managedKeyView.shape.schedule.options,
  );
}

export function consumerCacheOption() {
  return new Option(
    '--consumer-cache <duration>',
    'for how long consumers keep what they read, like 1h',
  ).argParser(parseDuration);
}

export function overlapOption() {
  return new Option('--overlap <duration>', 'for how long old and new are both accepted, like 24h').argParser(
    parseDuration,
  );
}

export function retireWhenUnusedOption() {
  return new Option('--retire-when-unused', 'an old value ends once it is known to be unused');
}

export function retireLimitOption() {
  return new Option('--retire-limit <duration>', 'and after this time in any case, like 7d').argParser(
    parseDuration,
  );
}

export function windowOption() {
  return new Option(
    '--window <window>',
    'when rotations may begin, in UTC: "tue,thu 02:00-05:00"; repeatable',
  ).argParser(collected);
}

export function readerOption() {
  return new Option(
    '--reader <arn>',
    'a role or user that may read the secret, of any account; repeatable',
  ).argParser(collected);
}

export function replicaOption() {
  return new Option(
    '--replica <region>',
    'a region in which the secret is read as well; repeatable',
  ).argParser(collected);
}

/** One more of an option that may be given several times. */
function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** How a key rotates, as options give it. */
interface RotationOptions {
  readonly schedule?: 'postern' | 'secrets-manager' | undefined;
  readonly rotateEvery?: number | undefined;
  readonly onDemand?: true | undefined;
  readonly consumerCache?: number | undefined;
  readonly overlap?: number | undefined;
  readonly retireWhenUnused?: true | undefined;
  readonly retireLimit?: number | undefined;
  readonly window?: readonly string[] | undefined;
  readonly reader?: readonly string[] | undefined;
}

/** The settings that options give, as the API takes them; undefined for what they don't name. */
export function settingsOf(options: RotationOptions) {
  return {
    schedule: options.schedule,
    rotateEverySeconds: options.onDemand ? null : options.rotateEvery,
    consumerCacheSeconds: options.consumerCache,
    overlapSeconds: options.overlap,
    retireWhenUnused: options.retireWhenUnused,
    retireLimitSeconds: options.retireLimit,
    windows: options.window && [...options.window],
    readers: options.reader && [...options.reader],
  };
}
