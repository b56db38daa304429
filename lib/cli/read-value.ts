import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { verifyRoutes } from '../contracts/http/verify.ts';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './usage-error.ts';

/** Longer values are rejected in any case; two characters more for the line break. */
const LONGEST = (verifyRoutes.verify.body.shape.value.maxLength ?? 0) + 2;

/** Reads a key value: one line from a terminal without echo, or all input without the final line break. */
export async function readValue(stdin: CliContext['stdin']): Promise<string> {
  if (stdin.isTTY) return readHiddenLine(stdin);
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.length > LONGEST) break;
  }
  return text.replace(/\r?\n$/, '');
}

/** In terminal mode, `readline` disables the echo and writes typed characters to its output, which discards them. */
async function readHiddenLine(stdin: CliContext['stdin']): Promise<string> {
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output, terminal: true, historySize: 0 });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      lines.once('SIGINT', () =>
        reject(
          new UsageError(
            'Interrupted; no value was sent',
            'Run postern verify again, or redirect a file: postern verify < file',
          ),
        ),
      );
    });
  } finally {
    lines.close();
  }
}
