import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CreateFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  ResourceConflictException,
} from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { inject } from 'vitest';
import * as z from 'zod';
import { createConflictBackoff } from '../../../lib/adapters/dynamodb/backoff.ts';
import { createStore } from '../../../lib/adapters/dynamodb/store.ts';
import { type RotationCommandInput, rotationResponse } from '../../../lib/contracts/rotation-command.ts';
import type { ManagedKey } from '../../../lib/core/rotation/managed-key.ts';
import type { CommitOutcome } from '../../../lib/core/store.ts';
import { FAULTY_ROTATION } from '../../../scripts/build/bundle.ts';
import { rootClient } from '../../../scripts/local/environment.ts';
import { readOutputs } from '../../../scripts/local/outputs.ts';
import { ROOT } from '../../../scripts/local/state-directory.ts';
import { eventOf } from '../../support/entities.ts';
import { deployedKeyTable } from './key-table.ts';
import { zipOf } from './zip-of.ts';

const { endpointUrl } = inject('deployment');
const lambda = new LambdaClient(rootClient(endpointUrl));
const secretsManager = new SecretsManagerClient(rootClient(endpointUrl));
const outputs = await readOutputs(endpointUrl);

export const [ROTATE_KEY, SWEEP_KEYS] = [outputs.RotateKeyFunction ?? '', outputs.SweepKeysFunction ?? ''];
export const store = createStore({ ...deployedKeyTable, backoff: createConflictBackoff(Math.random) });

/** Calls a function; where it fails, `failed` says how. */
export async function invoke(
  FunctionName: string,
  event: unknown,
): Promise<{ readonly failed: string | undefined; readonly answer: unknown }> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  return FunctionError === undefined
    ? { failed: undefined, answer: text === '' ? undefined : JSON.parse(text) }
    : { failed: text, answer: undefined };
}

/** Where a function's lines go. */
export async function logGroupOf(FunctionName: string): Promise<string | undefined> {
  const { LoggingConfig } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return LoggingConfig?.LogGroup;
}

/** What SQS would call it with for a visit of this key. */
export function visitOf(keyId: string): object {
  const body = JSON.stringify({ task: 'reconcile', keyId });
  return { Records: [{ eventSource: 'aws:sqs', messageId: 'm', body }] };
}

const CALLER = { id: 'arn:aws:iam::000000000000:user/admin', sourceAddress: '127.0.0.1' };

/** Has a new key of the tenant's application managed: consumers keep what they read for so long. */
export async function manageNewKey(tenant: string, consumerCacheMs: number): Promise<ManagedKey> {
  const command: RotationCommandInput = {
    command: 'manage-key',
    caller: CALLER,
    tenant,
    stack: null,
    subject: {
      kind: 'new',
      owner: 'app',
      boundBy: 'none',
      name: null,
      permissions: ['read'],
      metadata: {},
      endSessionsWithKey: false,
    },
    settings: { consumerCacheMs, overlapMs: consumerCacheMs + 1000 },
  };
  const { answer, failed } = await invoke(ROTATE_KEY, command);
  if (failed) throw new Error(failed);
  const parsed = rotationResponse.parse(answer);
  if (parsed.outcome !== 'done') throw new Error(`expected a managed key, got ${parsed.outcome}`);
  return stateOf(parsed.keyId);
}

export async function stateOf(keyId: string): Promise<ManagedKey> {
  const managed = await store.readManagedKey(keyId);
  if (!managed) throw new Error(`expected ${keyId} to be managed`);
  return managed;
}

/** Has a key's rotation due, and its visit, as time would. */
export function makeDue(keyId: string): Promise<void> {
  const nowMs = Date.now();
  return changeManaged(keyId, (managed) => ({ ...managed, rotateAtMs: nowMs, reconcileAtMs: nowMs }));
}

/** Changes the state of a managed key past every API, as time would. */
export async function changeManaged(
  keyId: string,
  change: (managed: ManagedKey) => ManagedKey,
): Promise<void> {
  let outcome: CommitOutcome = 'version-conflict';
  // The sweep may be looking at it.
  while (outcome === 'version-conflict') outcome = await commitChange(keyId, change);
  if (outcome !== 'committed') throw new Error(`expected a change of ${keyId}, got ${outcome}`);
}

async function commitChange(
  keyId: string,
  change: (managed: ManagedKey) => ManagedKey,
): Promise<CommitOutcome> {
  const [key, managed] = [await store.readKey(keyId), await stateOf(keyId)];
  if (!key) throw new Error(`expected a key ${keyId}`);
  const next = { ...key, version: key.version + 1 };
  return store.commit({ kind: 'update-key', key: next, managed: change(managed) }, eventOf(key.tenant));
}

const held = z.object({ value: z.string() });

/** What a consumer reads. */
export async function readSecret(secretArn: string): Promise<string> {
  const { SecretString } = await secretsManager.send(new GetSecretValueCommand({ SecretId: secretArn }));
  return held.parse(JSON.parse(SecretString ?? '')).value;
}

const FAULTY_FUNCTION = 'rotate-key-faulty';

/**
 * Deploys the function that dies between steps, with the role and the environment of the one that doesn't, if it is not
 * deployed yet.
 */
export async function deployFaultyRotation(): Promise<string> {
  try {
    await createFaultyRotation();
  } catch (error) {
    if (!(error instanceof ResourceConflictException)) throw error;
  }
  return FAULTY_FUNCTION;
}

async function createFaultyRotation(): Promise<void> {
  const { Role, Environment, Runtime, Handler, Timeout } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: ROTATE_KEY }),
  );
  const code = await readFile(join(ROOT, FAULTY_ROTATION));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: FAULTY_FUNCTION,
      Role,
      Environment: { Variables: Environment?.Variables },
      Runtime,
      Handler,
      Timeout,
      Code: { ZipFile: zipOf('index.mjs', code) },
    }),
  );
}
