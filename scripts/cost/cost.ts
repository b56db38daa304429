import { measure } from './measured.ts';
import { readOptions, UsageError } from './options.ts';
import { reportOf } from './report.ts';

try {
  process.stdout.write(reportOf(readOptions(process.argv.slice(2)), measure()));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
