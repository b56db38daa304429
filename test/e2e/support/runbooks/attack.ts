import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { inject, vi } from 'vitest';
import { keyCodec } from '../../../../lib/core/keys/format.ts';
import { defaultProfile } from '../../../../lib/core/profiles/default.ts';
import { rootClient } from '../../../../scripts/local/environment.ts';
import { httpApiEvent } from '../../../support/http-api-event.ts';
import { adminClient, newKey, newTenant } from '../admin.ts';
import { inParallel } from '../in-parallel.ts';
import { stackOutput } from '../stack-resources.ts';

const { endpointUrl } = inject('deployment');
const lambda = new LambdaClient(rootClient(endpointUrl));
const SOURCES = 12;
/** The number of requests from the source with the most failures. */
const REPEATED = 20;
const CONCURRENCY = 4;
/** Log lines are delivered within seconds. */
const SOON = { timeout: 30_000, interval: 250 };

/** A tenant under attack. The number of requests is small, because other tests cover the alarm thresholds. */
export interface Attack {
  readonly tenant: string;
  /** The ID of a revoked key that all sources present. */
  readonly revoked: string;
  /** A key that the source presents with wrong secrets. */
  readonly guessed: { readonly id: string; readonly value: string };
  /** Keys that a source of the attack used. Each is for one runbook that replaces it. */
  readonly leaked: readonly { readonly id: string; readonly value: string }[];
  /** The source of most failed requests. It also used the leaked keys. */
  readonly source: string;
}

/** Presents a revoked key, guessed secrets and leaked keys. Resolves when the access log contains all requests. */
export async function attackTenant(): Promise<Attack> {
  const tenant = await newTenant();
  const [revoked, guessed, ...leaked] = await inParallel(4, CONCURRENCY, () => newKey(tenant));
  if (!revoked || !guessed) throw new Error('A key was not created');
  await adminClient.call('revokeKey', { params: { tenant, key: revoked.id }, body: {} });
  const authorizer = await stackOutput('Postern-local-Access', 'AuthorizerArn');
  const present = (value: string, sourceIp: string) => presentFrom(authorizer, value, sourceIp);
  const source = sourceOf(0);
  await inParallel(SOURCES + REPEATED, CONCURRENCY, (n) =>
    present(revoked.value, n < SOURCES ? sourceOf(n) : source),
  );
  await inParallel(10, CONCURRENCY, (n) => present(guessAt(guessed.id, n), sourceOf(n)));
  for (const { value } of leaked) await present(value, source);
  await vi.waitFor(async () => {
    const { items } = await adminClient.call('listAccessLog', { params: { tenant }, query: { limit: 100 } });
    const expected = SOURCES + REPEATED + 10 + leaked.length;
    if (items.length < expected) throw new Error(`The access log has ${items.length} of ${expected} entries`);
  }, SOON);
  return { tenant, revoked: revoked.id, guessed, leaked, source };
}

/** An address of the block 198.51.100.0/24, which is reserved for documentation. */
function sourceOf(n: number): string {
  return `198.51.100.${n + 1}`;
}

/** Invokes the deployed authorizer directly, because requests through the emulator always have a loopback address. */
async function presentFrom(FunctionName: string, value: string, sourceIp: string): Promise<void> {
  const event = httpApiEvent({
    route: { method: 'GET', path: '/hello' },
    headers: { authorization: `Bearer ${value}` },
    sourceIp,
  });
  const routeArn = 'arn:aws:execute-api:us-east-1:000000000000:a1/$default/GET/hello';
  const Payload = JSON.stringify({ ...event, type: 'REQUEST', routeArn });
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  if (FunctionError) throw new Error('The authorizer failed');
}

/** A value with the ID of the key and a wrong secret. */
function guessAt(keyId: string, n: number): string {
  const secret = `guess${n}`.padEnd(defaultProfile.format.secretLength, 'x');
  return keyCodec(defaultProfile.format).compose({ environment: 'live', keyId, secret });
}
