import { authorize } from '../../../../lib/core/access/authorize.ts';
import type { Decision } from '../../../../lib/core/access/decide.ts';
import { createLookup } from '../../../../lib/core/access/lookup.ts';
import { requirePermission } from '../../../../lib/core/access/permissions.ts';
import type { Caller } from '../../../../lib/core/audit/event.ts';
import { readAuditEvents } from '../../../../lib/core/audit/read-events.ts';
import { idempotencyToken } from '../../../../lib/core/idempotency/record.ts';
import { createChildKey } from '../../../../lib/core/keys/create-child.ts';
import { deleteKey, restoreKey } from '../../../../lib/core/keys/delete.ts';
import { disableKey, enableKey } from '../../../../lib/core/keys/disable.ts';
import { issueKey } from '../../../../lib/core/keys/issue.ts';
import { renewKey, replaceKey } from '../../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../../lib/core/keys/revoke.ts';
import { deleteOwnKey } from '../../../../lib/core/keys/self-service.ts';
import { updateKey } from '../../../../lib/core/keys/update.ts';
import { findMember, findMembers, type Member } from '../../../../lib/core/members/member.ts';
import { createOwner } from '../../../../lib/core/owners/create.ts';
import { deactivateOwner } from '../../../../lib/core/owners/deactivate.ts';
import { reactivateOwner } from '../../../../lib/core/owners/reactivate.ts';
import { updateOwner } from '../../../../lib/core/owners/update.ts';
import { createSession } from '../../../../lib/core/sessions/create.ts';
import { endSession } from '../../../../lib/core/sessions/end.ts';
import { UnavailableError } from '../../../../lib/core/store.ts';
import { createTenant } from '../../../../lib/core/tenants/create.ts';
import { resumeTenant } from '../../../../lib/core/tenants/resume.ts';
import { suspendTenant } from '../../../../lib/core/tenants/suspend.ts';
import { updateTenant } from '../../../../lib/core/tenants/update.ts';
import type { UseCaseDeps } from '../../../../lib/core/use-case.ts';
import type { Command, CommandOf } from './command.ts';
import type { Names } from './names.ts';

/** The documented part of a use case's result. */
export interface Answer {
  readonly outcome: string;
  /** The created resource, also of an earlier request with the same token. */
  readonly id?: string | undefined;
  readonly value?: string | undefined;
  readonly cascade?: 'complete' | 'pending' | null | undefined;
  /** The other content of the response: for an update, the version of the resource. */
  readonly content?: object | undefined;
}

/** The names of resources and values for the use cases. */
export interface Known {
  readonly names: Names;
  /** The issued values, by label. */
  readonly values: ReadonlyMap<string, string>;
}

/** Runs a command on the use case that its route calls. */
export function perform(deps: UseCaseDeps, command: Command, known: Known): Promise<Answer> {
  const { caller } = command;
  const token = tokenOf(command);
  switch (command.kind) {
    case 'create-tenant': {
      const { tenant: id, name, maxKeyLifetimeDays } = command;
      return createTenant(deps, caller, { id, name, maxKeyLifetimeDays }, token);
    }
    case 'change-tenant': {
      const { tenant, name, maxKeyLifetimeDays, ifVersion } = command;
      return updated(updateTenant(deps, caller, tenant, { name, maxKeyLifetimeDays }, ifVersion));
    }
    case 'suspend':
      return updated(suspendTenant(deps, caller, { id: command.tenant, ifVersion: command.ifVersion }));
    case 'resume':
      return updated(resumeTenant(deps, caller, { id: command.tenant, ifVersion: command.ifVersion }));
    case 'create-owner': {
      const { tenant, owner: id, ownerKind: kind, role, plan, maxKeys, email } = command;
      return createOwner(deps, caller, { tenant, id, kind, role, plan, maxKeys, email, name: null }, token);
    }
    case 'change-owner': {
      const { name, role, plan, maxKeys } = command;
      return updated(updateOwner(deps, caller, ownerNameOf(command), { name, role, plan, maxKeys }));
    }
    case 'deactivated':
      return updated(deactivateOwner(deps, caller, ownerNameOf(command)));
    case 'reactivate':
      return updated(reactivateOwner(deps, caller, ownerNameOf(command)));
    case 'sign-in':
    case 'list-memberships':
      return signedIn(deps, command);
    case 'read-audit':
      return readTrail(deps, command);
    case 'issue':
      return issue(deps, command);
    case 'create-child':
    case 'delete-own':
    case 'create-session':
      return hold(deps, command, known);
    case 'end-session': {
      const [key, id] = [known.names.idOf(command.key), known.names.idOf(command.session)];
      const { tenant, ifVersion } = command;
      return updated(endSession(deps, caller, { tenant, key, id, ifVersion }));
    }
    case 'decide':
      return decided(deps, presentedValue(deps, known, command.value), command.needed);
    default:
      return onKey(deps, command, known);
  }
}

/** The decision on a presented value. */
export async function decided(deps: UseCaseDeps, value: string, needed: string): Promise<Decision> {
  const decision = await authorize(
    {
      locations: [PLACE],
      codecs: deps.codecs,
      lookup: createLookup(deps.store, { tenantSuspension: true }),
      clock: deps.clock,
    },
    {
      headers: (name) => (name === PLACE.header ? [value] : []),
      requirement: requirePermission(needed),
      sourceAddress: null,
    },
  );
  if (decision.outcome === 'unavailable') throw new UnavailableError('the decision could not be made');
  return decision;
}

const PLACE = { header: 'x-api-key', scheme: null };

/** For a label without a resource: a well-formed value that no resource has. */
export function presentedValue(
  { codecs }: UseCaseDeps,
  { values }: Pick<Known, 'values'>,
  label: string,
): string {
  const parts = { environment: 'live', keyId: 'z'.repeat(12), secret: 'z'.repeat(24) };
  return values.get(label) ?? codecs.key.compose(parts);
}

function tokenOf(command: Command) {
  if (!('token' in command) || command.token === undefined) return undefined;
  const { token, caller, kind, ...settings } = command;
  const body = { text: JSON.stringify(settings) };
  const scope = 'tenant' in settings && kind !== 'create-tenant' ? settings.tenant : '';
  const key = 'key' in settings && kind !== 'create-child' && kind !== 'create-session' ? settings.key : '';
  return idempotencyToken(caller, kind, { params: { scope, key }, body, idempotencyKey: token });
}

function expiryOf(deps: UseCaseDeps, expiry: CommandOf<'issue'>['expiry']) {
  if (expiry === 'default') return {};
  if (expiry === 'never') return { expiresAtMs: null };
  return 'inMs' in expiry ? { expiresAtMs: deps.clock() + expiry.inMs } : { expiresInMs: expiry.lastsMs };
}

async function issue(deps: UseCaseDeps, command: CommandOf<'issue'>): Promise<Answer> {
  const { caller, kind, token: _token, expiry, ...settings } = command;
  const asked = expiryOf(deps, expiry);
  return issued(await issueKey(deps, caller, { ...settings, ...asked }, tokenOf(command)));
}

/** The result of an update, with the version of the resource. */
async function updated(result: Promise<{ readonly outcome: string }>): Promise<Answer> {
  const { outcome, ...resource } = await result;
  const [version] = Object.values(resource).flatMap((each) =>
    typeof each === 'object' && each && 'version' in each ? [each.version] : [],
  );
  return outcome === 'done' ? { outcome, content: { version } } : { outcome };
}

function ownerNameOf({
  tenant,
  owner: id,
  ifVersion,
}: {
  readonly tenant: string;
  readonly owner: string;
  readonly ifVersion?: number | undefined;
}) {
  return { tenant, id, ifVersion };
}

/** A call of a console user, as their authorization resolves it. */
async function signedIn(
  deps: UseCaseDeps,
  command: CommandOf<'sign-in' | 'list-memberships'>,
): Promise<Answer> {
  const { identity, verifiedEmail, caller } = command;
  const person = {
    ...{ identity, sourceAddress: caller.sourceAddress },
    verifiedEmail: async () => verifiedEmail ?? undefined,
  };
  const view = ({ tenant, owner, role }: Member) => ({ tenant, owner, role });
  if (command.kind === 'list-memberships') {
    const members = await findMembers(deps, person);
    if (members === 'conflict') return { outcome: 'conflict' };
    return { outcome: 'listed', content: members.map(view) };
  }
  const member = await findMember(deps, person, command.tenant);
  if (member === 'conflict') return { outcome: 'conflict' };
  return member ? { outcome: 'member', content: view(member) } : { outcome: 'not-found' };
}

async function readTrail(deps: UseCaseDeps, { tenant, caller }: CommandOf<'read-audit'>): Promise<Answer> {
  const page = await readAuditEvents(deps, caller, tenant, {}, { cursor: undefined, limit: 3 });
  return { outcome: typeof page === 'object' ? 'read' : page };
}

type Issued =
  | { readonly outcome: 'issued'; readonly key: { readonly id: string }; readonly value: string }
  | { readonly outcome: 'value-unavailable'; readonly keyId: string };

function issued(result: Issued | { readonly outcome: string }): Answer {
  const { outcome } = result;
  if ('key' in result) {
    const cascade = 'cascade' in result && result.cascade === 'pending' ? 'pending' : undefined;
    return { outcome, id: result.key.id, value: result.value, cascade: cascade ?? 'complete' };
  }
  return 'keyId' in result ? { outcome, id: result.keyId } : { outcome };
}

async function onKey(
  deps: UseCaseDeps,
  command: CommandOf<
    'change-key' | 'disable' | 'enable' | 'delete' | 'restore' | 'revoke' | 'renew' | 'replace'
  >,
  { names }: Known,
): Promise<Answer> {
  const { caller, tenant } = command;
  const ifVersion = 'ifVersion' in command ? command.ifVersion : undefined;
  const key = { tenant, id: names.idOf(command.key), ifVersion };
  switch (command.kind) {
    case 'change-key': {
      const { name, permissions, metadata, endSessionsWithKey, limits, allowedAddresses, expiry } = command;
      const asked = expiryOf(deps, expiry);
      const settings = { name, permissions, metadata, endSessionsWithKey, limits, allowedAddresses };
      const change = { ...settings, ...asked };
      return updated(updateKey(deps, caller, key, change));
    }
    case 'disable':
      return updated(disableKey(deps, caller, key));
    case 'enable':
      return updated(enableKey(deps, caller, key));
    case 'delete':
      return updated(deleteKey(deps, caller, key));
    case 'restore':
      return updated(restoreKey(deps, caller, key));
    case 'revoke': {
      const result = await revokeKey(deps, caller, key, command.reason, command.endSessions);
      const cascade = result.outcome === 'done' ? result.cascade : null;
      return { ...(await updated(Promise.resolve(result))), cascade };
    }
    case 'renew':
      return issued(await renewKey(deps, caller, key, tokenOf(command)));
    case 'replace':
      return issued(await replaceKey(deps, caller, key, tokenOf(command)));
  }
}

/** A route for key holders: the decision on the presented value, then the use case. */
async function hold(
  deps: UseCaseDeps,
  command: CommandOf<'create-child' | 'delete-own' | 'create-session'>,
  known: Known,
): Promise<Answer> {
  const requiredPermission = command.kind === 'create-session' ? 'sessions:manage' : 'keys:manage';
  const decision = await decided(deps, presentedValue(deps, known, command.key), requiredPermission);
  if (decision.outcome !== 'allowed') return { outcome: 'denied' };
  const { key, generation } = decision;
  const presented = { tenant: key.tenant, id: key.id, generation };
  const caller: Caller = { id: `key:${key.id}`, sourceAddress: command.caller.sourceAddress };
  const token = tokenOf({ ...command, caller });
  switch (command.kind) {
    case 'create-child':
      return deniedIfEnded(
        issued(
          await createChildKey(
            deps,
            caller,
            { parent: presented, requiredPermission, name: command.name },
            token,
          ),
        ),
      );
    case 'delete-own':
      return updated(deleteOwnKey(deps, caller, key, known.names.idOf(command.other)));
    case 'create-session': {
      const { user, permissions, lastsMs } = command;
      const input = { key: presented, requiredPermission, user, permissions, lastsMs };
      const result = await createSession(deps, caller, input, token);
      if (result.outcome === 'created') {
        return { outcome: 'created', id: result.session.id, value: result.value };
      }
      return deniedIfEnded({
        outcome: result.outcome,
        id: result.outcome === 'value-unavailable' ? result.sessionId : undefined,
      });
    }
  }
}

/** A key that ends between decision and commit gets the response of the next request (decision 20). */
function deniedIfEnded(answer: Answer): Answer {
  const ended = ['key-not-active', 'owner-deactivated', 'owner-not-found'];
  return ended.includes(answer.outcome) ? { outcome: 'denied' } : answer;
}
