import { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import type { RotationCommandInput, RotationResponse } from '../../../lib/contracts/rotation-command.ts';
import { windowText } from '../../../lib/contracts/rotation-window.ts';
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

/** The stack that speaks: none, this is the API. */
const stack = null;
type Done = Extract<RotationResponse, { outcome: 'done' }>;
interface About {
  readonly tenant: string;
  readonly key?: string | undefined;
}

/** What the function that rotates is asked to do: no other has a right on secrets. */
export function managedKeyCommands(deps: ControlApiDeps): RouteHandlers<typeof COMMANDS, Caller> {
  const viewNow = async ({ keyId }: Done) => viewManagedKey(await nowManaged(deps, keyId));
  const viewGone = async ({ keyId, secretArn }: Done) => ({ key: keyId, secretArn });

  return {
    manageKey: async (request, caller) => {
      const { params, body } = request;
      const { windows = [], ...sent } = body;
      const { tenant } = params;
      const command = {
        command: 'manage-key',
        ...{ caller, tenant, stack, replicas: body.replicas },
        subject: subjectIn(body),
        settings: settingsIn(body),
        token: idempotencyTokenOf(
          manageKey,
          { ...request, body: { ...sent, windows: windows.map(windowText) } },
          caller,
        ),
      } as const;
      return give(deps, manageKey, { tenant, key: body.key }, command, viewNow);
    },
    updateManagedKey: ({ params, body, ifVersion }, caller) => {
      const settings = settingsIn(body);
      const about = { ...named(params, caller), stack, ifVersion };
      const command = { command: 'change-managed-key', ...about, settings } as const;
      return give(deps, updateManagedKey, params, command, viewNow);
    },
    unmanageKey: ({ params, query: { revoke }, ifVersion }, caller) => {
      const command = {
        command: 'unmanage-key',
        ...named(params, caller),
        stack,
        revoke,
        ifVersion,
      } as const;
      return give(deps, unmanageKey, params, command, viewGone);
    },
    rotateKey: ({ params }, caller) =>
      give(deps, rotateKey, params, { command: 'rotate', ...named(params, caller) }, viewDone),
    replaceManagedKey: ({ params }, caller) =>
      give(deps, replaceManagedKey, params, { command: 'replace', ...named(params, caller) }, viewReplaced),
    rollBackKey: ({ params }, caller) =>
      give(deps, rollBackKey, params, { command: 'roll-back', ...named(params, caller) }, viewDone),
    pauseRotation: ({ params, ifVersion }, caller) =>
      give(deps, pauseRotation, params, { command: 'pause', ...named(params, caller), ifVersion }, viewNow),
    resumeRotation: ({ params, ifVersion }, caller) =>
      give(deps, resumeRotation, params, { command: 'resume', ...named(params, caller), ifVersion }, viewNow),
  };
}

function named({ tenant, key }: Required<About>, caller: Caller) {
  return { tenant, keyId: key, caller };
}

/** Gives a command once what it is about is known to be there. */
async function give<R extends Route, View>(
  deps: ControlApiDeps,
  route: R,
  { tenant, key }: About,
  command: RotationCommandInput,
  view: (done: Done) => Promise<View>,
) {
  const { store, rotation } = deps;
  const found = await (key === undefined ? store.readTenant(tenant) : store.readKey(key));
  const place = found && 'tenant' in found ? found.tenant : found?.id;
  if (place !== tenant) return { problem: 'not-found' } as const;
  if (!rotation) return { problem: 'rotation-disabled' } as const;
  const response = await rotation.give(command);
  return response.outcome === 'done'
    ? { body: await view(response) }
    : commandRejection(route, response, deps);
}

async function viewDone({ keyId, secretArn, propagatedByMs }: Done) {
  return { key: keyId, secretArn, propagatedBy: isoOf(propagatedByMs ?? 0) };
}

/** A rotation function of an earlier version states no cascade: then its completion is not known. */
async function viewReplaced(done: Done) {
  return { ...(await viewDone(done)), cascade: done.cascade ?? 'pending' };
}

/** It was there a moment ago: whoever let it go since is asked again. */
async function nowManaged({ store }: ControlApiDeps, keyId: string) {
  const managed = await store.readManagedKey(keyId);
  if (managed) return managed;
  throw new UnavailableError('the key was managed a moment ago; try again');
}
