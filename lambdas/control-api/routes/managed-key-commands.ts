import { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import type { RotationCommandInput, RotationResponse } from '../../../lib/contracts/rotation-command.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import type { RouteHandlers } from '../../../lib/http/dispatch.ts';
import { idempotencyTokenOf } from '../../../lib/http/idempotency-token.ts';
import { isoOf } from '../../../lib/http/timestamps.ts';
import type { ControlApiDeps } from '../deps.ts';
import { viewManagedKey } from '../managed-key-views.ts';
import { commandRejection } from '../rotation-rejections.ts';
import { settingsIn, subjectIn } from './managed-key-bodies.ts';

const { manageKey, updateManagedKey, unmanageKey, rotateKey, replaceManagedKey, rollBackKey } =
  managedKeyRoutes;
const { pauseRotation, resumeRotation } = managedKeyRoutes;
const COMMANDS = {
  manageKey,
  updateManagedKey,
  unmanageKey,
  rotateKey,
  replaceManagedKey,
  rollBackKey,
  pauseRotation,
  resumeRotation,
};

/** The API is not a CloudFormation stack. */
const stack = null;
type Done = Extract<RotationResponse, { outcome: 'done' }>;
interface CommandTarget {
  readonly tenant: string;
  readonly key?: string | undefined;
}

/** The routes that send commands to the rotation function, the only function with access to secrets. */
export function managedKeyCommands(deps: ControlApiDeps): RouteHandlers<typeof COMMANDS, Caller> {
  const viewNow = async ({ keyId }: Done) => viewManagedKey(await nowManaged(deps, keyId));
  const viewUnmanaged = async ({ keyId, secretArn }: Done) => ({ key: keyId, secretArn });

  return {
    manageKey: async (request, caller) => {
      const { params, body } = request;
      const { tenant } = params;
      const command = {
        command: 'manage-key',
        ...{ caller, tenant, stack, replicas: body.replicas },
        subject: subjectIn(body),
        settings: settingsIn(body),
        token: idempotencyTokenOf(manageKey, request, caller),
      } as const;
      return send(deps, manageKey, { tenant, key: body.key }, command, viewNow);
    },
    updateManagedKey: ({ params, body, ifVersion }, caller) => {
      const settings = settingsIn(body);
      const fields = { ...target(params, caller), stack, ifVersion };
      const command = { command: 'update-managed-key', ...fields, settings } as const;
      return send(deps, updateManagedKey, params, command, viewNow);
    },
    unmanageKey: ({ params, query: { revoke }, ifVersion }, caller) => {
      const command = {
        command: 'unmanage-key',
        ...target(params, caller),
        stack,
        revoke,
        ifVersion,
      } as const;
      return send(deps, unmanageKey, params, command, viewUnmanaged);
    },
    rotateKey: ({ params }, caller) =>
      send(deps, rotateKey, params, { command: 'rotate', ...target(params, caller) }, viewDone),
    replaceManagedKey: ({ params }, caller) =>
      send(deps, replaceManagedKey, params, { command: 'replace', ...target(params, caller) }, viewReplaced),
    rollBackKey: ({ params }, caller) =>
      send(deps, rollBackKey, params, { command: 'roll-back', ...target(params, caller) }, viewDone),
    pauseRotation: ({ params, ifVersion }, caller) =>
      send(deps, pauseRotation, params, { command: 'pause', ...target(params, caller), ifVersion }, viewNow),
    resumeRotation: ({ params, ifVersion }, caller) =>
      send(
        deps,
        resumeRotation,
        params,
        { command: 'resume', ...target(params, caller), ifVersion },
        viewNow,
      ),
  };
}

function target({ tenant, key }: Required<CommandTarget>, caller: Caller) {
  return { tenant, keyId: key, caller };
}

/** Sends a command if its tenant or key exists. */
async function send<R extends Route, View>(
  deps: ControlApiDeps,
  route: R,
  { tenant, key }: CommandTarget,
  command: RotationCommandInput,
  view: (done: Done) => Promise<View>,
) {
  const { store, rotation } = deps;
  const found = await (key === undefined ? store.readTenant(tenant) : store.readKey(key));
  const foundTenant = found && 'tenant' in found ? found.tenant : found?.id;
  if (foundTenant !== tenant) return { problem: 'not-found' } as const;
  if (!rotation) return { problem: 'rotation-disabled' } as const;
  const response = await rotation.send(command);
  return response.outcome === 'done'
    ? { body: await view(response) }
    : commandRejection(route, response, deps);
}

async function viewDone({ keyId, secretArn, propagatedByMs }: Done) {
  return { key: keyId, secretArn, propagatedBy: isoOf(propagatedByMs ?? 0) };
}

/** A rotation function of an earlier version returns no cascade, so it may still be pending. */
async function viewReplaced(done: Done) {
  return { ...(await viewDone(done)), cascade: done.cascade ?? 'pending' };
}

/** The managed key after its command. It can be missing only if another command unmanaged it since. */
async function nowManaged({ store }: ControlApiDeps, keyId: string) {
  const managed = await store.readManagedKey(keyId);
  if (managed) return managed;
  throw new UnavailableError('The key was unmanaged by another command. Read it again.');
}
