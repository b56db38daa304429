import type { Command } from '../command.ts';
import { readAudit } from './audit.ts';
import { decide } from './decisions.ts';
import { listMemberships, signIn } from './invitations.ts';
import { deleteOwn, moveKey, restoreKey, revokeKey, updateKey } from './keys.ts';
import {
  createOwner,
  createTenant,
  switchOwner,
  switchTenant,
  updateOwner,
  updateTenant,
} from './members.ts';
import { createChild, issueKey, renewKey } from './new-keys.ts';
import { createSession, endSession } from './sessions.ts';
import { type Context, done, type State, type Verdict } from './state.ts';

/**
 * Applies the documented effect of a command. Changes the state unless there is a reason to reject the command. The order of
 * several reasons is not documented.
 */
export function apply(state: State, command: Command, context: Context): Verdict {
  switch (command.kind) {
    case 'create-tenant':
      return createTenant(state, command, context);
    case 'change-tenant':
      return updateTenant(state, command, context);
    case 'suspend':
    case 'resume':
      return switchTenant(state, command, context);
    case 'create-owner':
      return createOwner(state, command, context);
    case 'change-owner':
      return updateOwner(state, command, context);
    case 'deactivated':
    case 'reactivate':
      return switchOwner(state, command, context);
    case 'sign-in':
      return signIn(state, command, context);
    case 'list-memberships':
      return listMemberships(state, command, context);
    case 'read-audit':
      return readAudit(state, command, context);
    case 'issue':
      return issueKey(state, command, context);
    case 'change-key':
      return updateKey(state, command, context);
    case 'disable':
    case 'enable':
    case 'delete':
      return moveKey(state, command, context);
    case 'restore':
      return restoreKey(state, command, context);
    case 'revoke':
      return revokeKey(state, command, context);
    case 'renew':
    case 'replace':
      return renewKey(state, command, context);
    case 'create-child':
      return createChild(state, command, context);
    case 'delete-own':
      return deleteOwn(state, command, context);
    case 'create-session':
      return createSession(state, command, context);
    case 'end-session':
      return endSession(state, command, context);
    case 'decide':
      return done(decide(state, command.value, command.needed, context.nowMs).outcome);
  }
}
