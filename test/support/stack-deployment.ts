import type { StackInterface, StackInterfaces } from './stack-interfaces.ts';

/**
 * Deploys stacks of a release one after another over the deployed stacks, with the rules of CloudFormation for exports and
 * parameters.
 *
 * @returns the reasons for which CloudFormation rejects a step
 */
export function rejectionsOf(
  deployed: StackInterfaces,
  release: StackInterfaces,
  order: readonly string[],
): readonly string[] {
  const state = new Map(deployed);
  return order.flatMap((stack) => {
    const next = release.get(stack);
    if (!next) throw new Error(`the release has no stack ${stack}`);
    const before = state.get(stack);
    state.delete(stack);
    const rejections = rejectionsOfStep(before, next, [...state.values()]);
    state.set(stack, next);
    return rejections.map((reason) => `${stack}: ${reason}`);
  });
}

function rejectionsOfStep(
  before: StackInterface | undefined,
  next: StackInterface,
  others: readonly StackInterface[],
): readonly string[] {
  const allOf = (part: keyof StackInterface) => new Set(others.flatMap((each) => each[part]));
  const kept = new Set(next.exports);
  const [exported, imported] = [allOf('exports'), allOf('imports')];
  const published = allOf('published');
  return [
    ...next.imports
      .filter((name) => !exported.has(name))
      .map((name) => `imports ${name}, which no stack exports`),
    ...(before?.exports ?? [])
      .filter((name) => !kept.has(name) && imported.has(name))
      .map((name) => `removes the export ${name}, which another stack imports`),
    ...next.read
      .filter((name) => !published.has(name))
      .map((name) => `reads ${name}, which no stack publishes`),
    ...next.published
      .filter((name) => published.has(name))
      .map((name) => `publishes ${name}, which exists in another stack`),
  ];
}
