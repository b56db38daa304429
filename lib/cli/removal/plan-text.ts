import { shellCommand } from '../shell-word.ts';
import type { RemovalPlan, Wait } from './plan.ts';

/** The steps of a removal with their state, and what remains afterwards. */
export function planText(plan: RemovalPlan): string {
  const { stage, region, secrets, remaining, waits } = plan;
  const steps = [retentionStep(plan), secretsStep(secrets), stacksStep(plan)];
  return [
    `Removal of stage ${stage} in ${region}:`,
    ...steps.map((step, index) => `${index + 1}. ${step}`),
    ...(remaining.length > 0 ? ['Retained by deleted stacks, to delete as an administrator:'] : []),
    ...remaining.map(({ type, id }) => `   ${type}  ${id}`),
    ...(waits.length > 0 ? ['To wait for:', ...waits.map(waitLine)] : []),
  ].join('\n');
}

/** The command of the first step. */
export function releaseCommand({ stage, region }: Pick<RemovalPlan, 'stage' | 'region'>): string {
  return cdk('deploy', { stage, region });
}

function cdk(
  command: 'deploy' | 'destroy',
  { stage, region }: Pick<RemovalPlan, 'stage' | 'region'>,
): string {
  const settings = [`stage=${stage}`, `region=${region}`, 'removal=destroy'];
  return shellCommand('npx', 'cdk', command, '--all', ...settings.flatMap((setting) => ['-c', setting]));
}

function retentionStep(plan: RemovalPlan): string {
  if (plan.stacks.length === 0) return 'Retention: no stack exists.';
  if (plan.retained.length === 0)
    return 'Retention: done, the stacks retain nothing except the audit archive.';
  return `Retention: the stacks retain ${count(plan.retained.length, 'resource')}. To release them: ${releaseCommand(plan)}`;
}

function secretsStep(secrets: RemovalPlan['secrets']): string {
  if (secrets.length === 0) return 'Secrets of managed keys: none.';
  const replicas = secrets.reduce((total, each) => total + each.replicas.length, 0);
  const withReplicas = replicas === 0 ? '' : ` with ${count(replicas, 'replica')}`;
  return `Secrets of managed keys: ${secrets.length}${withReplicas}. This command deletes them.`;
}

function stacksStep(plan: RemovalPlan): string {
  if (plan.stacks.length === 0) return 'Stacks: none.';
  const resources = plan.stacks.reduce((total, each) => total + each.resources, 0);
  return `Stacks: ${plan.stacks.length} with ${count(resources, 'resource')}. To delete them: ${cdk('destroy', plan)}`;
}

function waitLine({ what, id, until }: Wait): string {
  const line = `   ${until}  ${what} ${id}`;
  if (what === 'encryption key') return `${line}, deleted by AWS`;
  return `${line}, empty then. To delete it: ${shellCommand('aws', 's3api', 'delete-bucket', '--bucket', id)}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
