import { runCommand } from '../../lambdas/rotate-key/commands.ts';
import { type RotationCommands, rotationCommand } from '../../lib/contracts/rotation-command.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import type { ManageDeps, RotationLimits } from '../../lib/core/rotation/rotation-deps.ts';
import type { UseCaseDeps } from '../../lib/core/use-case.ts';
import { createMemorySecretProvisioner } from './memory-secret-provisioner.ts';
import type { MemorySecrets } from './memory-secrets.ts';

const MINUTE = 60_000;

export const ROTATION_LIMITS: RotationLimits = {
  ...{ maxRunMs: MINUTE, clockSkewMs: MINUTE, propagationMs: MINUTE },
  ...{ rotationTimeoutMs: 360 * MINUTE, resyncIntervalMs: 60 * MINUTE },
};

/** The rotation function in this process. Commands are serialized as JSON, as in an invocation of Lambda. */
export function memoryRotation(
  deps: UseCaseDeps & Pick<ManageDeps, 'secrets' | 'provisioner'>,
): RotationCommands {
  const manageDeps: ManageDeps = {
    ...deps,
    usage: { useDuring: async () => 'undetermined' },
    keyEvents: { publish: async () => {} },
    log: () => {},
    limits: ROTATION_LIMITS,
    caller: { id: 'engine:test', sourceAddress: '-' },
    secretPrefix: 'postern/test/',
    authorizerCacheMs: 0,
    schedules: ['postern', 'secrets-manager'],
  };
  return {
    send: (command) => runCommand(manageDeps, rotationCommand.parse(JSON.parse(JSON.stringify(command)))),
  };
}

/** Adopts and rotates a key an hour ago, so that it has a previous value and can be rotated again. */
export async function managedSince(
  { secrets, ...deps }: UseCaseDeps & { readonly secrets: MemorySecrets },
  { tenant, id: keyId }: Pick<Key, 'tenant' | 'id'>,
): Promise<void> {
  const clock = () => deps.clock() - 60 * MINUTE;
  const rotation = memoryRotation({
    ...deps,
    clock,
    secrets,
    provisioner: createMemorySecretProvisioner(secrets, clock),
  });
  const caller = { id: 'engine:test', sourceAddress: '-' };
  const subject = { kind: 'adopted', keyId } as const;
  await rotation.send({ command: 'manage-key', caller, tenant, stack: null, subject, settings: {} });
  const { outcome } = await rotation.send({ command: 'rotate', caller, tenant, keyId });
  if (outcome !== 'done') throw new Error(`expected a rotation, got ${outcome}`);
}
