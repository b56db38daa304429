import type { Command } from '@commander-js/extra-typings';
import { keyRoutes } from '../../contracts/http/keys.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import { type LocalDeployment, localHostOf } from '../../contracts/local-deployment.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { curl, keyHeaders } from '../curl.ts';
import { pressEnter } from '../press-enter.ts';
import { shellCommand } from '../shell-word.ts';
import { addAttackCommand } from './attack.ts';
import { openDemoContext } from './context.ts';
import { createDemoKey, type DemoKey } from './demo-key.ts';
import { addRotationDemo } from './rotation/rotation.ts';
import { callSample } from './sample-call.ts';
import { type DemoSteps, takeStep } from './steps.ts';

const KEY_NAME = 'postern-demo';
/** The key expires even if the demo is killed. */
const KEY_DAYS = 1;
const MS_PER_DAY = 86_400_000;

type DemoDeps = Pick<
  CliContext,
  'stdout' | 'stderr' | 'get' | 'interruption' | 'openAccount' | 'pause' | 'findLocalAlarms'
>;

/** `postern demo`: the lifecycle of a key in four steps, on the local deployment. */
export function addDemoCommand(demo: Command, cli: Cli, context: DemoDeps): void {
  demo.action(async () => {
    const { client, local, profile, owner } = await openDemoContext(cli);
    const expiresAt = new Date(cli.clock() + KEY_DAYS * MS_PER_DAY).toISOString();
    const key = createDemoKey({ client, tenant: local.tenant, owner, name: KEY_NAME, expiresAt });
    const walk = beginWalk(cli, context);
    try {
      await showLifeOf(key, walk, { owner, local, profile, get: context.get });
    } catch (error) {
      if (!walk.interruption.aborted) throw error;
      cli.setFailed();
      await cli.info('Interrupted.');
    } finally {
      await tidyUp(key, cli);
    }
  });
  addAttackCommand(demo, cli, context);
  addRotationDemo(demo, cli, context);
}

/** Waits for Enter before each step if prompts are possible. */
function beginWalk(cli: Cli, { stdout, interruption }: DemoDeps): DemoSteps {
  const interrupted = interruption();
  const pause = async () => {
    if (!cli.canPrompt() || !stdout.isTTY) return;
    await cli.prompt('Press Enter to run the command, or Ctrl-C to stop.');
    await pressEnter(cli.stdin, interrupted);
  };
  return { cli, pause, interruption: interrupted };
}

interface DemoContext {
  readonly owner: string;
  readonly local: LocalDeployment;
  readonly profile: KeyProfileView;
  readonly get: CliContext['get'];
}

async function showLifeOf(
  key: DemoKey,
  walk: DemoSteps,
  { owner, local, profile, get }: DemoContext,
): Promise<void> {
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
  const headers = keyHeaders(profile, { value: issued.value, host: localHostOf(local.tenant) });
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

/** Revokes the key of an interrupted or failed demo. */
async function tidyUp(key: DemoKey, cli: Cli): Promise<void> {
  const id = key.remaining();
  if (id === undefined) return;
  try {
    await key.revoke(id);
    await cli.info(`Demo key ${id} is revoked.`);
  } catch {
    await cli.info(
      `The demo key is not revoked. It expires within ${KEY_DAYS} day. To revoke it when the deployment is available: ${shellCommand('npx', 'postern', 'keys', 'revoke', id)}`,
    );
  }
}
