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
/** Requests from the one source that fails the most. */
const REPEATED = 20;
const AT_ONCE = 4;
/** Log lines are delivered within seconds. */
const SOON = { timeout: 30_000, interval: 250 };

/** A tenant under attack. Few requests are enough here: the thresholds of alarms have tests of their own. */
export interface Attack {
  readonly tenant: string;
  /** Revoked, and presented from all sources. */
  readonly revoked: string;
  /** A key of which wrong secrets are presented. */
  readonly guessed: { readonly id: string; readonly value: string };
  /** Keys that were accepted from a source of the attack, each for one runbook that replaces it. */
  readonly leaked: readonly { readonly id: string; readonly value: string }[];
  /** A source that many failed requests came from, and one that keys were accepted from. */
  readonly source: string;
}

/** Presents a revoked key from many sources, guesses at another, and uses leaked ones. Resolves once all is in the access log. */
export async function attackTenant(): Promise<Attack> {
  const tenant = await newTenant();
  const [revoked, guessed, ...leaked] = await inParallel(4, AT_ONCE, () => newKey(tenant));
  if (!revoked || !guessed) throw new Error('a key was not created');
  await adminClient.call('revokeKey', { params: { tenant, key: revoked.id }, body: {} });
  const authorizer = await stackOutput('Postern-local-Access', 'AuthorizerArn');
  const present = (value: string, sourceIp: string) => presentFrom(authorizer, value, sourceIp);
  const source = sourceOf(0);
  await inParallel(SOURCES + REPEATED, AT_ONCE, (n) =>
    present(revoked.value, n < SOURCES ? sourceOf(n) : source),
  );
  await inParallel(10, AT_ONCE, (n) => present(guessAt(guessed.id, n), sourceOf(n)));
  for (const { value } of leaked) await present(value, source);
  await vi.waitFor(async () => {
    const { items } = await adminClient.call('listAccessLog', { params: { tenant }, query: { limit: 100 } });
    const expected = SOURCES + REPEATED + 10 + leaked.length;
    if (items.length < expected) throw new Error(`${items.length} of ${expected} entries in the access log`);
  }, SOON);
  return { tenant, revoked: revoked.id, guessed, leaked, source };
}

/** An address of the block that documents use. */
function sourceOf(n: number): string {
  return `198.51.100.${n + 1}`;
}

/** Asks the deployed authorizer as API Gateway does for a request from that address: the emulator's own is always loopback. */
async function presentFrom(FunctionName: string, value: string, sourceIp: string): Promise<void> {
  const event = httpApiEvent({
    route: { method: 'GET', path: '/hello' },
    headers: { authorization: `Bearer ${value}` },
    sourceIp,
  });
  const Payload = JSON.stringify({ ...event, type: 'REQUEST' });
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload }));
  if (FunctionError) throw new Error('the authorizer failed');
}

/** A value of that key's form, with a secret that is not its own. */
function guessAt(keyId: string, n: number): string {
  const secret = `guess${n}`.padEnd(defaultProfile.format.secretLength, 'x');
  return keyCodec(defaultProfile.format).compose({ environment: 'live', keyId, secret });
}
