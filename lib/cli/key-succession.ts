import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { isAgreed } from './agreement.ts';
import { warnOfPendingCascade } from './cascade.ts';
import type { Cli } from './cli.ts';
import { answerIssued, envOption } from './issued-key.ts';
import { idempotencyKeyOption, tenantOption, yesOption } from './options.ts';
import { shellCommand } from './shell-word.ts';

interface Succession {
  readonly step: 'renew' | 'replace';
  readonly description: string;
  /** What is about to happen to the key that is named. */
  readonly before: (key: string) => string;
  readonly after: (key: string, successor: string) => string;
}

const SUCCESSIONS: readonly Succession[] = [
  {
    step: 'renew',
    description:
      "issue a key with another's settings, which stays as it is: to switch over in one's own time",
    before: (key) => `This issues a key with the settings of ${key}, which stays as it is.`,
    after: (key, successor) =>
      `Once nothing uses ${key} any more and ${successor} works: ${shellCommand('postern', 'keys', 'revoke', key, '--reason', 'superseded')}`,
  },
  {
    step: 'replace',
    description: 'revoke a compromised key for ever and issue another with its settings, in one step',
    before: (key) =>
      `This revokes ${key} for ever, as compromised, with whatever was made with it, and issues another.`,
    after: (key, successor) => `${successor} replaces ${key}, which is refused from now on.`,
  },
];

/** `postern keys renew` (MB-06, MK-08) and `postern keys replace` (MB-13, MH-18). */
export function addSuccessionCommands(keys: CommandUnknownOpts, cli: Cli): void {
  for (const { step, description, before, after } of SUCCESSIONS) {
    keys
      .command(step)
      .description(description)
      .argument('<keyId>')
      .addOption(tenantOption())
      .addOption(idempotencyKeyOption())
      .addOption(envOption())
      .addOption(step === 'replace' ? yesOption() : yesOption().hideHelp())
      .action(async (key, { tenant, idempotencyKey, env = false, yes = false }, command) => {
        const session = await cli.open();
        const params = { tenant: await session.tenantOfKey(tenant, key), key };
        const request = { params, idempotencyKey };
        await cli.remark(before(key));
        const question = { text: 'Replace it?', answer: key, refused: 'Nothing was replaced.', yes };
        if (step === 'replace' && !(await isAgreed(cli, question))) return;
        const issued = await answerIssued(cli, session, {
          env,
          options: command.optsWithGlobals(),
          issue: () => session.client.call(`${step}Key`, request),
        });
        await cli.remark(after(key, issued.id));
        if ('cascade' in issued) await warnOfPendingCascade(cli, issued, params);
      });
  }
}
