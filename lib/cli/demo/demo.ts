import type { Command } from '@commander-js/extra-typings';
import type { KeyContractView } from '../../contracts/http/profile.ts';
import { keyRoutes } from '../../contracts/http/keys.ts';
import { type LocalDeployment, localHostOf } from '../../contracts/local-deployment.ts';
import type { Cli } from '../cli.ts';
import { curl, keyHeaders } from '../curl.ts';
import { pressEnter } from '../press-enter.ts';
import { shellCommand } from '../shell-word.ts';
import type { Surroundings } from '../context.ts';
import { addAttackCommand } from './attack.ts';
import { createDemoKey, type DemoKey } from './demo-key.ts';
import { addRotationDemo } from './rotation/rotation.ts';
import { callSample } from './sample-call.ts';
import { openScene } from './context.ts';
import { takeStep, type Walk } from './steps.ts';

const KEY_NAME = 'postern-demo';
/** Should the demo be killed, its key ends on its own. */
const KEY_DAYS = 1;
const MS_PER_DAY = 86_400_000;

type DemoSurroundings = Pick<
  Surroundings,
  'stdout' | 'stderr' | 'get' | 'interruption' | 'openAccount' | 'pause' | 'findLocalAlarms'
>;

/** `postern demo`: a key's life in four steps, on the local deployment. */
export function addDemoCommand(demo: Command, cli: Cli, surroundings: DemoSurroundings): void {
  demo.action(async () => {
    const { client, local, contract, owner } = await openScene(cli);
    const expiresAt = new Date(cli.clock() + KEY_DAYS * MS_PER_DAY).toISOString();
    const key = createDemoKey({ client, tenant: local.tenant, owner, name: KEY_NAME, expiresAt });
    const walk = beginWalk(cli, surroundings);
    try {
      await showLifeOf(key, walk, { owner, local, contract, get: surroundings.get });
    } catch (error) {
      if (!walk.interruption.aborted) throw error;
      cli.refuse();
      await cli.remark('Interrupted.');
    } finally {
      await tidyUp(key, cli);
    }
  });
  addAttackCommand(demo, cli, surroundings);
  addRotationDemo(demo, cli, surroundings);
}

/** Pauses before each step where a person looks and can press Enter. */
function beginWalk(cli: Cli, { stdout, interruption }: DemoSurroundings): Walk {
  const interrupted = interruption();
  const pause = async () => {
    if (!cli.canPrompt() || !stdout.isTTY) return;
    await cli.prompt('Press Enter to run the command, or Ctrl-C to stop.');
    await pressEnter(cli.stdin, interrupted);
  };
  return { cli, pause, interruption: interrupted };
}

interface Scene {
  readonly owner: string;
  readonly local: LocalDeployment;
  readonly contract: KeyContractView;
  readonly get: Surroundings['get'];
}

async function showLifeOf(key: DemoKey, walk: Walk, { owner, local, contract, get }: Scene): Promise<void> {
  const { body: issued } = await takeStep(walk, {
    shows: '1/4 Issue a key: only this response contains its value',
    command: shellCommand(
      ...['npx', 'postern', 'keys', 'create', '--owner', owner],
      ...['--name', KEY_NAME, '--expires-in-days', String(KEY_DAYS)],
    ),
    expected: 201,
    take: async () => ({ status: keyRoutes.createKey.response.status, body: await key.issue() }),
  });
  const url = `${local.sampleRestUrl}/hello`;
  const headers = keyHeaders(contract, { value: issued.value, host: localHostOf(local.tenant) });
  const call = {
    command: curl(url, headers),
    take: () => callSample(get, { url, headers, signal: walk.interruption }),
  };
  await takeStep(walk, { shows: '2/4 Call an API with the key: accepted', expected: 200, ...call });
  await takeStep(walk, {
    shows: '3/4 Revoke the key',
    command: shellCommand('npx', 'postern', 'keys', 'revoke', issued.id),
    expected: 200,
    take: async () => ({ status: keyRoutes.revokeKey.response.status, body: await key.revoke(issued.id) }),
  });
  await takeStep(walk, { shows: '4/4 Repeat the call immediately: denied', expected: 401, ...call });
}

/** Revokes what an interrupted or failed walk left behind. */
async function tidyUp(key: DemoKey, cli: Cli): Promise<void> {
  const id = key.remaining();
  if (id === undefined) return;
  try {
    await key.revoke(id);
    await cli.remark(`Demo key ${id} is revoked.`);
  } catch {
    await cli.remark(
      `The demo key is not revoked. It expires within ${KEY_DAYS} day. To revoke it when the deployment is available: ${shellCommand('npx', 'postern', 'keys', 'revoke', id)}`,
    );
  }
}
