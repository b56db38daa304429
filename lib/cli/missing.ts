import * as z from 'zod';
import type { AdminClient } from '../api-client/admin-client.ts';
import { ProblemError } from '../api-client/errors.ts';
import { shellCommand } from './shell-word.ts';

const NOT_FOUND = 'not-found';

/** What a request names, whichever route it is for. */
const named = z.object({
  params: z
    .object({ tenant: z.string(), owner: z.string().optional(), key: z.string().optional() })
    .optional(),
  body: z.object({ owner: z.string().optional() }).optional(),
});

/** A request names a tenant, owner or key that does not exist. */
export class MissingError extends Error {
  override readonly name = 'MissingError';
  readonly advice: string;

  constructor(message: string, advice: string, cause: ProblemError) {
    super(message, { cause });
    this.advice = advice;
  }
}

/**
 * Names what a request did not find: the tenant, else the owner, else the key. The API answers 404 for each.
 * Any other error, and a request of which this cannot be found out, stays as it is.
 * @param deployment the options that name the deployment, for the command that is printed
 */
export async function nameMissing(
  error: unknown,
  request: unknown,
  { client, deployment }: { readonly client: AdminClient; readonly deployment: readonly string[] },
): Promise<never> {
  const { params, body } = named.safeParse(request).data ?? {};
  if (!(error instanceof ProblemError) || error.code !== NOT_FOUND || !params) throw error;
  const { tenant, key } = params;
  const owner = params.owner ?? body?.owner;
  const command = (...words: string[]) => shellCommand('postern', ...words, ...deployment);
  if (await isMissing(client.call('showTenant', { params: { tenant } }))) {
    const what = `Tenant '${tenant}' not found`;
    throw new MissingError(what, `Create it: ${command('tenants', 'create', tenant)}`, error);
  }
  if (owner !== undefined && (await isMissing(client.call('showOwner', { params: { tenant, owner } })))) {
    const create = command('owners', 'create', owner, '--kind', 'application', '--tenant', tenant);
    throw new MissingError(`Tenant '${tenant}' has no owner '${owner}'`, `Create it: ${create}`, error);
  }
  if (key !== undefined) {
    const list = command('keys', 'list', '--tenant', tenant);
    throw new MissingError(`Tenant '${tenant}' has no key '${key}'`, `List its keys: ${list}`, error);
  }
  throw error;
}

/** False also if it cannot be found out: the first error then says more. */
async function isMissing(lookup: Promise<unknown>): Promise<boolean> {
  try {
    await lookup;
    return false;
  } catch (error) {
    return error instanceof ProblemError && error.code === NOT_FOUND;
  }
}
