import type { Command } from '@commander-js/extra-typings';
import type { Cli } from '../cli.ts';
import { tenantOption } from '../options.ts';
import type { Style } from '../output.ts';
import { printable } from '../printable.ts';
import type { Check } from './check.ts';
import { type DoctorDeps, diagnose } from './diagnose.ts';

/** `postern doctor`: one line per check, with the next step. */
export function addDoctorCommand(doctor: Command, cli: Cli, instruments: DoctorDeps): void {
  doctor
    .addOption(tenantOption())
    .option(
      '--apis',
      'Also check the APIs of the Region that use the shared authorizer (default: not checked)',
    )
    .option(
      '--profiles',
      'Also compare the profile with those of the other stages of the account and Region (default: not compared)',
    )
    .action(async ({ tenant, apis = false, profiles = false }) => {
      const checks = await diagnose(cli.open, { tenant, apis, profiles }, instruments);
      if (checks.some(({ status }) => status === 'fail')) cli.setFailed();
      await cli.print({ checks }, ({ checks }, style) => checks.map((each) => line(each, style)).join('\n'));
    });
}

const STATUS_WIDTH = 'warn'.length;
const CHECK_WIDTH = 'permissions'.length;

function line({ check, status, found, advice }: Check, { bold }: Style): string {
  const verdict = `${bold(status.padEnd(STATUS_WIDTH))}  ${check.padEnd(CHECK_WIDTH)}  ${printable(found)}`;
  return advice === undefined ? verdict : `${verdict}\n${' '.repeat(STATUS_WIDTH + 2)}→ ${printable(advice)}`;
}
