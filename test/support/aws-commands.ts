import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { pythonFor } from './python.ts';

/** Records its arguments, and prints a text that other commands can use. */
const RECORDER = `#!/bin/sh
{ printf '%s\\0' "$@"; printf '\\036'; } >> "$RECORDED"
echo $VALUE
`;
const END_OF_COMMAND = '\u001e';
const IGNORED_COMMANDS = ['npx', 'npm', 'node', 'curl', 'psql', 'git'];
/** `<a value>` and names such as `SECRET_ARN`. */
const PLACEHOLDER = /<[\w .:-]+>|(?<![$\w{])[A-Z]+(_[A-Z]+)+(?!\w|=)/g;
/** Long enough for an ID of a secret's version. */
const VALUE = '6f1c2d3e-4b5a-4678-9abc-def012345678';

/** Shell blocks, and inline commands with options, of a document that call the AWS CLI. */
export function awsBlocksIn(document: string): readonly string[] {
  const blocks = [...document.matchAll(/^ *```sh[^\n]*\n(.*?)^ *```/gms)].map(([, block = '']) => block);
  const inline = [
    ...document.replaceAll(/^ *```.*?^ *```/gms, '').matchAll(/`(aws [a-z][^`\n]* --[^`\n]*)`/g),
  ];
  return [...blocks, ...inline.map(([, command = '']) => command)].filter((block) =>
    /\baws [a-z]/.test(block),
  );
}

/**
 * Runs shell blocks with an `aws` that records its arguments, so that the shell resolves quotes, pipes and loops. Variables
 * that the blocks do not set have a value.
 */
export async function recordAwsCommands(
  folder: string,
  blocks: readonly string[],
): Promise<readonly string[][]> {
  const bin = join(folder, 'bin');
  const recorded = join(folder, 'recorded');
  await mkdir(bin, { recursive: true });
  await writeFile(recorded, '');
  await writeFile(join(bin, 'aws'), RECORDER);
  for (const name of IGNORED_COMMANDS) await writeFile(join(bin, name), '#!/bin/sh\nexit 0\n');
  for (const name of ['aws', ...IGNORED_COMMANDS]) await chmod(join(bin, name), 0o700);
  const script = blocks.join('\n').replaceAll(PLACEHOLDER, VALUE);
  const variables = [...script.matchAll(/\$\{?([A-Z]\w*)/g)].map(([, name = '']) => [name, VALUE]);
  const env = {
    ...Object.fromEntries(variables),
    RECORDED: recorded,
    VALUE,
    PATH: `${bin}:${process.env.PATH}`,
    HOME: folder,
  };
  await promisify(execFile)('bash', ['-c', script], { cwd: folder, env }).catch(() => undefined);
  const calls = (await readFile(recorded, 'utf8')).split(END_OF_COMMAND).slice(0, -1);
  return calls.map((call) => call.split('\0').slice(0, -1));
}

/** The error of each command in the AWS CLI, which parses it and validates its parameters without a request; null if valid. */
export async function errorsOfAwsCommands(
  cwd: string,
  commands: readonly (readonly string[])[],
): Promise<readonly (string | null)[]> {
  const python = await pythonFor('aws-cli-requirements.txt');
  const env = {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 'a',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
  const child = spawn(python, [join(import.meta.dirname, 'parse_aws_commands.py')], { cwd, env });
  child.stdin.end(JSON.stringify(commands));
  const [output, errors] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  const text = Buffer.concat(output).toString();
  if (text === '') throw new Error(`The AWS CLI ended with: ${Buffer.concat(errors)}`);
  return z.array(z.string().nullable()).parse(JSON.parse(text));
}
