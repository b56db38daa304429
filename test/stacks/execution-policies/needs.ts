import { matchesPattern } from '../../support/iam-policy.ts';
import type { ResourceSchema } from '../../support/resource-schemas.ts';
import type { DeployedResource } from './deployed-resources.ts';
import { EXTRA_NEEDS } from './extra-needs.ts';
import { UNKNOWN_TO_IAM, WAIVERS, type Waiver } from './waivers.ts';

/** The phase of a deployment in which CloudFormation uses a permission. */
export type Phase = 'create' | 'read' | 'update' | 'delete';
const PHASES: readonly Phase[] = ['create', 'read', 'update', 'delete'];

/** A permission that CloudFormation needs for one resource. */
export interface Need {
  readonly resource: DeployedResource;
  readonly phase: Phase;
  readonly action: string;
}

/**
 * All permissions that CloudFormation needs for a resource: those of its schema without the waived ones, and those that
 * the schemas omit. The `list` handler is not used by deployments.
 */
export function needsOf(resource: DeployedResource, { handlers, tagging }: ResourceSchema): readonly Need[] {
  const tags = tagging?.taggable ? (tagging.permissions ?? []) : [];
  const extra = EXTRA_NEEDS.filter(({ type, property }) => isExtra(resource, type, property));
  const actionsOf = (phase: Phase) => [
    ...(handlers[phase]?.permissions ?? []),
    ...(phase === 'update' ? tags : []),
    ...(phase === 'create' ? extra.flatMap(({ actions }) => actions) : []),
  ];
  return PHASES.flatMap((phase) =>
    [...new Set(actionsOf(phase))]
      .filter((action) => !UNKNOWN_TO_IAM.includes(action) && waiverOf(resource, action, phase) === undefined)
      .map((action) => ({ resource, phase, action })),
  );
}

/** The waiver that applies to an action of a resource in a phase. */
export function waiverOf(
  { type, properties }: DeployedResource,
  action: string,
  inPhase: Phase,
): Waiver | undefined {
  return WAIVERS.find(
    ({ types, actions, until, phase = inPhase }) =>
      types.includes(type) &&
      phase === inPhase &&
      actions.some((pattern) => matchesPattern(pattern, action)) &&
      (until === undefined || !hasProperty(properties, until.split('.'))),
  );
}

function isExtra(resource: DeployedResource, type: string, property: string): boolean {
  return resource.type === type && hasProperty(resource.properties, property.split('.'));
}

function hasProperty(container: unknown, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return container !== undefined;
  if (typeof container !== 'object' || container === null) return false;
  return hasProperty(Object.getOwnPropertyDescriptor(container, first)?.value, rest);
}
