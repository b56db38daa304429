/** The stacks of a stage, in the order of their deployment. */
export const STACKS = ['Data', 'Rotation', 'Access', 'Monitoring', 'Sample'] as const;
export type StackName = (typeof STACKS)[number];

/** The name of a stack of a stage. */
export function stackName(stage: string, stack: StackName): string {
  return `Postern-${stage}-${stack}`;
}

/** The prefix of the names of all secrets of managed keys of a deployment. */
export function secretPrefix(stage: string): string {
  return `postern/${stage}/`;
}
