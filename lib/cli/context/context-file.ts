import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { STAGE_NAME } from '../../contracts/deployment-parameters.ts';
import { regionCode, tenantId } from '../../contracts/http/fields.ts';
import { issuesText } from '../../contracts/input-issue.ts';
import { validate } from '../../contracts/issues.ts';
import type { CliContext } from '../cli-context.ts';
import { shellCommand } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';

/** Default deployment, AWS profile and tenant of commands. Contains no secrets: the AWS CLI keeps the credentials. */
export const context = z.strictObject({
  stage: z
    .string()
    .regex(STAGE_NAME, 'must be 1 to 31 of a-z, 0-9 and -, and must not begin with -')
    .optional(),
  region: regionCode.optional(),
  profile: z
    .string()
    .regex(/^[\w.:@+-]{1,64}$/, 'must be the name of an AWS profile, at most 64 of A-Z, a-z, 0-9 and _.:@+-')
    .optional(),
  tenant: tenantId.optional(),
});
export type Context = z.output<typeof context>;

export const contextName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,31}$/,
    'must be 1 to 32 of a-z, 0-9, _ . - and begin with a letter or a digit',
  );

const contextFile = z.strictObject({
  /** The context that commands use by default; null for none. */
  current: contextName.nullable(),
  contexts: z.record(contextName, context),
});
export type ContextFile = z.output<typeof contextFile>;

type Environment = CliContext['environment'];

/** In the user's configuration folder; undefined if there is none. */
export function contextPath(environment: Environment): string | undefined {
  const { XDG_CONFIG_HOME, APPDATA, HOME } = environment;
  const folder = XDG_CONFIG_HOME || APPDATA || (HOME && join(HOME, '.config'));
  return folder ? join(folder, 'postern', 'contexts.json') : undefined;
}

/** @throws UsageError if the file cannot be read or has another form */
export async function readContexts(environment: Environment): Promise<ContextFile> {
  const path = contextPath(environment);
  const text = path === undefined ? undefined : await textOf(path);
  if (text === undefined) return { current: null, contexts: {} };
  const content = jsonOf(text);
  if (content === undefined) throw unusable(path, 'it is not valid JSON');
  const { data, issues } = validate(contextFile, content, 'terminal');
  if (issues) throw unusable(path, issuesText(issues));
  return data;
}

/** @throws UsageError if it is not defined */
export function namedContext({ contexts }: ContextFile, name: string): Context {
  const context = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
  if (context) return context;
  throw new UsageError(
    `Context '${name}' not found. Defined contexts: ${Object.keys(contexts).join(', ') || '(none)'}`,
    `Define it: ${shellCommand('postern', 'context', 'set', name)} --stage <stage> --region <region>`,
  );
}

/**
 * Replaces the file as a whole, readable by its owner only.
 * @throws UsageError
 */
export async function writeContexts(environment: Environment, contexts: ContextFile): Promise<void> {
  const path = contextPath(environment);
  if (path === undefined) {
    throw new UsageError('There is no configuration folder for contexts', 'Set HOME or XDG_CONFIG_HOME.');
  }
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(temporary, `${JSON.stringify(contexts, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw unusable(path, codeOf(error));
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw unusable(path, codeOf(error));
  }
}

function unusable(path: string | undefined, reason: string): UsageError {
  return new UsageError(
    `The context file ${path} cannot be used: ${reason}`,
    'Correct or delete the file, then define the context again: postern context set --help',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
