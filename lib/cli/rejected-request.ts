import * as z from 'zod';
import type { AdminClient } from '../api-client/admin-client.ts';
import { ProblemError } from '../api-client/errors.ts';
import { shellCommand } from './shell-word.ts';

const text = z.string().optional();

/** The resources that the requests of all operations can name. */
const named = z.object({
  params: z.object({ tenant: text, owner: text, key: text, session: text }).optional(),
  body: z.object({ id: text, owner: text, key: text, limit: text }).optional(),
});

/** The resources that a rejected request names. */
export interface Subject {
  readonly tenant?: string | undefined;
  readonly owner?: string | undefined;
  readonly key?: string | undefined;
  readonly session?: string | undefined;
  readonly limit?: string | undefined;
}

/** A rejected request, with the resource names and options for printed commands. */
export class RejectedRequestError extends ProblemError {
  readonly subject: Subject;
  /** The options that select the deployment. */
  readonly deployment: readonly string[];
  /** The resource that causes the problem; undefined for other problems. */
  readonly finding: Finding | undefined;

  constructor(
    problem: ProblemError,
    {
      subject,
      deployment,
      finding,
    }: Pick<RejectedRequestError, 'subject' | 'deployment'> & { readonly finding?: Finding | undefined },
  ) {
    const { message: title, code, status, detail, issues, key } = problem;
    super({ type: 'about:blank', title, code, status, detail, issues: [...issues], key });
    this.cause = problem;
    this.subject = subject;
    this.deployment = deployment;
    this.finding = finding;
  }

  /** Returns a command for the same deployment and tenant. */
  command(...words: readonly string[]): string {
    return this.#paste([...words, ...option('tenant', this.subject.tenant)]);
  }

  /** Returns a command for the same deployment, tenant and key. */
  keyCommand(group: string, step: string, ...words: readonly string[]): string {
    return this.command(group, step, this.subject.key ?? '<keyId>', ...words);
  }

  /** Returns a command for the same deployment, without a tenant. */
  globalCommand(...words: readonly string[]): string {
    return this.#paste(words);
  }

  #paste(words: readonly string[]): string {
    return shellCommand('postern', ...words, ...this.deployment);
  }
}

/** A resource by its name, and the next step. */
interface Finding {
  readonly message: string;
  readonly advice: (error: RejectedRequestError) => string;
}

/**
 * Adds the resources of the request to a rejection. Identifies the missing resource, because the API returns the same
 * 404 for each. Rethrows any other error.
 * @param deployment the options that select the deployment, for printed commands
 */
export async function explainRejection(
  error: unknown,
  request: unknown,
  { client, deployment }: { readonly client: AdminClient; readonly deployment: readonly string[] },
): Promise<never> {
  if (!(error instanceof ProblemError)) throw error;
  const { params, body } = named.safeParse(request).data ?? {};
  const subject = {
    ...params,
    owner: params?.owner ?? body?.owner,
    key: params?.key ?? body?.key,
    limit: body?.limit,
  };
  const finding =
    error.code === 'not-found'
      ? await missing(client, subject)
      : (createdBefore(error.key) ?? existing(error.code, subject, body?.id));
  throw new RejectedRequestError(error, { subject, deployment, finding });
}

async function missing(client: AdminClient, subject: Subject): Promise<Finding | undefined> {
  const { tenant, owner, key, session, limit } = subject;
  if (tenant === undefined) return key === undefined ? undefined : missingEverywhere(key);
  if (await isMissing(client.call('showTenant', { params: { tenant } }))) {
    return {
      message: `Tenant '${tenant}' not found`,
      advice: (error) => `Create it: ${error.globalCommand('tenants', 'create', tenant)}`,
    };
  }
  if (owner !== undefined && (await isMissing(client.call('showOwner', { params: { tenant, owner } })))) {
    return {
      message: `Tenant '${tenant}' has no owner '${owner}'`,
      advice: (error) => `Create it: ${error.command('owners', 'create', owner, '--kind', 'application')}`,
    };
  }
  if (key !== undefined) {
    const isKeyMissing =
      (session === undefined && limit === undefined) ||
      (await isMissing(client.call('showKey', { params: { tenant, key } })));
    if (isKeyMissing)
      return {
        message: `Tenant '${tenant}' has no key '${key}'`,
        advice: (error) => `List its keys: ${error.command('keys', 'list')}`,
      };
    if (session !== undefined)
      return {
        message: `Key '${key}' has no session '${session}'`,
        advice: (error) => `List its sessions: ${error.command('sessions', 'list', '--key', key)}`,
      };
  }
  return limit === undefined ? undefined : missingLimit(limit, { tenant, owner, key });
}

/** A limit that the key, the owner or the tenant of the request does not have itself. */
function missingLimit(limit: string, { tenant, owner, key }: Subject): Finding {
  const [subject, options] =
    key !== undefined
      ? [`Key '${key}'`, option('key', key)]
      : owner !== undefined
        ? [`Owner '${owner}'`, option('owner', owner)]
        : [`Tenant '${tenant}'`, []];
  return {
    message: `${subject} has no limit '${limit}' of its own`,
    advice: (error) => `List the limits of its requests: ${error.command('limits', 'show', ...options)}`,
  };
}

function missingEverywhere(key: string): Finding {
  return {
    message: `No tenant has a key '${key}'`,
    advice: (error) => `List the tenants, then their keys: ${error.globalCommand('tenants', 'list')}`,
  };
}

/** The key that an earlier request with the same Idempotency-Key created. Only its response contains the value. */
function createdBefore(key: ProblemError['key']): Finding | undefined {
  return (
    key && {
      message: `Key ${key.id} was already created with this Idempotency-Key; only the first response contains its value`,
      advice: (error) =>
        `Use the value if you have that response. Otherwise revoke the key and create another: ${error.globalCommand('keys', 'revoke', key.id, '--tenant', key.tenant)}`,
    }
  );
}

/** The existing resource that has the requested ID. */
function existing(code: string, { tenant }: Subject, id: string | undefined): Finding | undefined {
  if (code !== 'already-exists' || id === undefined) return undefined;
  const advice = (error: RejectedRequestError) =>
    tenant === undefined
      ? `Choose another ID. List existing tenants: ${error.globalCommand('tenants', 'list')}`
      : `Choose another ID. List existing owners: ${error.command('owners', 'list')}`;
  const message =
    tenant === undefined
      ? `Tenant '${id}' already exists`
      : `Tenant '${tenant}' already has an owner '${id}'`;
  return { message, advice };
}

/** Returns false also on errors: the original error is more specific. */
async function isMissing(lookup: Promise<unknown>): Promise<boolean> {
  try {
    await lookup;
    return false;
  } catch (error) {
    return error instanceof ProblemError && error.code === 'not-found';
  }
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, value];
}
