import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MUTATIONS, type Mutation } from './mutations.ts';

const root = join(import.meta.dirname, '../../../..');

/** Runs the proof on copies with one mutation each, so that the use cases need no hook for it. @returns the survivors */
export async function proveMutations(
  { runs, seed }: { readonly runs: number; readonly seed: number },
  tell: (line: string) => void,
): Promise<readonly string[]> {
  const copy = await mkdtemp(join(tmpdir(), 'postern-keys-'));
  try {
    for (const each of ['lib', 'scripts/samples', 'test/core/keys/model', 'test/support', 'package.json'])
      await cp(join(root, each), join(copy, each), { recursive: true });
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
    const survivors: string[] = [];
    for (const mutation of MUTATIONS) {
      const isFound = await withMutation(copy, mutation, () => finds(copy, { runs, seed }));
      tell(`${isFound ? 'found' : 'SURVIVED'}: ${mutation.name}\n`);
      if (!isFound) survivors.push(mutation.name);
    }
    return survivors;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The text of a file with a mutation. @throws Error if the text does not contain the line once */
export function mutatedText(sound: string, { name, file, line, instead }: Mutation): string {
  const lines = sound.split('\n');
  if (lines.filter((each) => each.trim() === line).length !== 1)
    throw new Error(`${name}: ${file} must contain this line once: ${line}`);
  return lines.map((each) => (each.trim() === line ? instead : each)).join('\n');
}

async function withMutation<Result>(
  copy: string,
  mutation: Mutation,
  run: () => Promise<Result>,
): Promise<Result> {
  const path = join(copy, 'lib', mutation.file);
  const sound = await readFile(path, 'utf8');
  await writeFile(path, mutatedText(sound, mutation));
  const result = await run();
  await writeFile(path, sound);
  return result;
}

function finds(
  cwd: string,
  { runs, seed }: { readonly runs: number; readonly seed: number },
): Promise<boolean> {
  const args = [
    'test/core/keys/model/prove.ts',
    '--runs',
    String(runs),
    '--seed',
    String(seed),
    '--unshrunk',
  ];
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { cwd }, (_error, stdout, stderr) => {
      if (stdout.includes(' divergences')) resolve(child.exitCode === 1);
      else reject(new Error(`the proof did not run: ${stderr}`));
    });
  });
}
