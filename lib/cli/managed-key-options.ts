import { type Command, Option } from '@commander-js/extra-typings';
import { managedKeyView } from '../contracts/http/managed-keys.ts';
import { parseDuration } from './duration.ts';

/** How a key rotates, as options give it. */
export interface RotationOptions {
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

/** The options that say when a key rotates. Apart from the others: the compiler writes no longer type. */
export function addScheduleOptions<Arguments extends unknown[], Given extends Record<string, unknown>>(
  command: Command<Arguments, Given>,
) {
  return command
    .addOption(
      new Option('--rotate-every <duration>', 'how often, like 90d; as the deployment advises without it')
        .argParser(parseDuration)
        .conflicts('onDemand'),
    )
    .addOption(new Option('--on-demand', 'rotates when somebody says so, and never else'))
    .addOption(
      new Option('--schedule <who>', "who begins rotations: Postern's sweep or Secrets Manager").choices(
        managedKeyView.shape.schedule.options,
      ),
    );
}

/** The options that say for how long old values last. */
export function addOverlapOptions<Arguments extends unknown[], Given extends Record<string, unknown>>(
  command: Command<Arguments, Given>,
) {
  return command
    .addOption(
      new Option(
        '--consumer-cache <duration>',
        'for how long consumers keep what they read, like 1h',
      ).argParser(parseDuration),
    )
    .addOption(
      new Option('--overlap <duration>', 'for how long old and new are both accepted, like 24h').argParser(
        parseDuration,
      ),
    )
    .addOption(new Option('--retire-when-unused', 'an old value ends once it is known to be unused'))
    .addOption(
      new Option('--retire-limit <duration>', 'and after this time in any case, like 7d').argParser(
        parseDuration,
      ),
    );
}

/** The options that say when it may begin, and who reads the secret. */
export function addWindowOptions<Arguments extends unknown[], Given extends Record<string, unknown>>(
  command: Command<Arguments, Given>,
) {
  return command
    .addOption(
      new Option(
        '--window <window>',
        'when rotations may begin, in UTC: "tue,thu 02:00-05:00"; repeatable',
      ).argParser(collected),
    )
    .addOption(
      new Option(
        '--reader <arn>',
        'a role or user that may read the secret, of any account; repeatable',
      ).argParser(collected),
    );
}

/** One more of an option that may be given several times. */
export function collected(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
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
