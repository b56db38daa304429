import { Annotations } from 'aws-cdk-lib';
import type { TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Construct, type IConstruct } from 'constructs';
import { assertSameEnvironment } from '../key-store/same-environment.ts';
import { UsageSource, type UsageTarget } from '../usage/usage-subscription.ts';
import { accessEnvironment } from './access-environment.ts';
import { assertForwarded, type GuardProps } from './guard.ts';

const guarded = new WeakSet<TaskDefinition>();

/** Whether a construct is a task definition. Without `instanceof`, which would load the constructs of Amazon ECS in every app. */
export function isTaskDefinition(construct: IConstruct): construct is TaskDefinition {
  return 'taskRole' in construct && 'family' in construct && 'addContainer' in construct;
}

/**
 * Configures the default container of a task definition: environment variables, and the grants of its task role.
 *
 * @throws Error if the task is already guarded, has no container, or if an option is invalid
 */
export function guardTask(
  task: TaskDefinition,
  { store, limits, target, profile, plans, tenantLimits, tenantSuspension, trustedHost, options }: GuardProps,
): void {
  const { permissions, costs, forwarded = [], usage } = options;
  if (permissions || costs || usage === 'not-probed') {
    throw new Error(
      `keys.guard() of the task ${task.node.path} accepts only 'forwarded' and 'usage: false'. Set permissions and costs on the ` +
        "routes of the framework, for example expressGuard({ permission: 'orders:read' }).",
    );
  }
  assertForwarded(forwarded);
  assertSameEnvironment(task, store);
  if (guarded.has(task)) {
    throw new Error(`${task.node.path} is already guarded. Call guard() once, with all of its options.`);
  }
  const container = task.defaultContainer;
  if (!container) {
    throw new Error(`${task.node.path} has no essential container. Call addContainer() before keys.guard().`);
  }
  guarded.add(task);
  const environment = accessEnvironment({
    keyTable: store.table.tableName,
    limitsTable: limits.table.tableName,
    ...{ profile, plans, tenantLimits, tenantSuspension, routes: {}, costs: {} },
    trustedHost: forwarded.includes('host') ? 'forwarded-host' : trustedHost,
    forwardedProto: forwarded.includes('proto'),
  });
  for (const [name, value] of Object.entries(environment)) container.addEnvironment(name, value);
  store.grantRead(task.taskRole);
  limits.grantCharge(task.taskRole);
  if (target) registerUnrecorded(task, target);
}

/** Decisions in containers are not recorded, so a key that only they use must not be reported as unused. */
function registerUnrecorded(task: TaskDefinition, target: UsageTarget): void {
  Annotations.of(task).addWarningV2(
    'postern:guard-usage',
    `the decisions of the guard in ${task.node.path} are not recorded: no last use, no access log, no alarms, and the reports ` +
      'of unused keys remain undetermined. To suppress this warning: keys.guard(task, { usage: false })',
  );
  const logGroup = `/ecs/${task.family}`;
  new UsageSource(new Construct(task, 'Unrecorded'), 'Source', target, {
    logGroup,
    via: 'guard',
    probed: false,
  });
}
