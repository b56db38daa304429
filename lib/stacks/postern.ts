import { Aspects, CliCredentialsStackSynthesizer } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { StageSettings } from '../stages/stage.ts';
import { AccessStack } from './access-stack.ts';
import { DataStack } from './data-stack.ts';
import { DeleteWithStack } from './delete-with-stack.ts';
import { ExcludeUnsupported } from './emulator-exclusions.ts';
import { MonitoringStack } from './monitoring-stack.ts';
import { RotationStack } from './rotation-stack.ts';
import { SampleStack } from './sample-stack.ts';

/** The tag of every resource of a stage. The execution policies allow changes only to resources with it (docs/policies). */
const STAGE_TAG = 'postern:stage';

/** Adds the stacks of one stage to an app, in deployment order. */
export function addPostern(app: Construct, settings: StageSettings): void {
  const { stage, region, tags } = settings;
  // Stacks of other stages and of other apps.
  const others = new Set(app.node.children);
  const stackProps = () => ({
    env: { region },
    tags: { ...tags, [STAGE_TAG]: stage },
    synthesizer: settings.useCliCredentials ? new CliCredentialsStackSynthesizer() : undefined,
  });
  const data = new DataStack(app, `Postern-${stage}-Data`, { ...stackProps(), settings });
  const { keyStore, limitsStore, usageStore, auditStore, encryptionKey } = data;
  const stores = { keyStore, limitsStore, usageStore, auditStore };
  const rotationStack =
    settings.rotation &&
    new RotationStack(app, `Postern-${stage}-Rotation`, {
      ...stackProps(),
      ...stores,
      encryptionKey,
      settings,
      rotationSettings: settings.rotation,
    });
  const { monitoring } = settings;
  const monitoringStack = `Postern-${stage}-Monitoring`;
  const { keys } = new AccessStack(app, `Postern-${stage}-Access`, {
    ...stackProps(),
    ...stores,
    settings,
    rotation: rotationStack?.rotation,
    // The alarms have the name of their stack.
    alarmPrefix: monitoring && monitoringStack,
  });
  if (monitoring) {
    const stack = new MonitoringStack(app, monitoringStack, {
      ...stackProps(),
      settings: { ...settings, monitoring },
      keys,
      encryptionKey,
      rotation: rotationStack?.rotation,
    });
    if (settings.emulator) Aspects.of(stack).add(new ExcludeUnsupported());
  }
  if (settings.sample) new SampleStack(app, `Postern-${stage}-Sample`, { ...stackProps(), keys, stage });
  if (settings.removal === 'destroy')
    deleteWithStacks(app.node.children.filter((child) => !others.has(child)));
}

function deleteWithStacks(stacks: readonly IConstruct[]): void {
  for (const stack of stacks) Aspects.of(stack).add(new DeleteWithStack());
}
