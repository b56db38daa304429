import type { StackTemplate, StageTemplates } from './stage-variants.ts';

/** One resource of a deployment: `<stack>/<logical ID>`. */
export type ResourcePath = string;

/** The resources of all stacks that a value refers to: by `Ref`, `Fn::GetAtt`, `Fn::Sub` or `Fn::ImportValue`. */
export function referencesIn(
  value: unknown,
  stack: string,
  templates: StageTemplates,
): ReadonlySet<ResourcePath> {
  const exported = exportsOf(templates);
  const found = [...functionsIn(value)].flatMap(([name, argument]): ResourcePath[] => {
    if (name === 'Fn::ImportValue') return [...(exported.get(String(argument)) ?? [])];
    return logicalIds(name, argument).map((id) => `${stack}/${id}`);
  });
  return new Set(found.filter((path) => isResource(path, templates)));
}

/** The resources that each export refers to, by the name of the export. */
function exportsOf(templates: StageTemplates): ReadonlyMap<string, readonly ResourcePath[]> {
  return new Map(
    [...templates].flatMap(([stack, { Outputs }]) =>
      Object.values(Outputs).flatMap(({ Value, Export }): [string, ResourcePath[]][] => {
        if (!Export) return [];
        const ids = [...functionsIn(Value)].flatMap(([name, argument]) => logicalIds(name, argument));
        return [[Export.Name, ids.map((id) => `${stack}/${id}`)]];
      }),
    ),
  );
}

/** The names of the exports that a template imports. */
export function importsOf(template: StackTemplate): ReadonlySet<string> {
  const imports = [...functionsIn(template.Resources)].filter(([name]) => name === 'Fn::ImportValue');
  return new Set(imports.map(([, argument]) => String(argument)));
}

function* functionsIn(value: unknown): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, argument] of Object.entries(value)) {
    yield [name, argument];
    yield* functionsIn(argument);
  }
}

function logicalIds(name: string, argument: unknown): readonly string[] {
  if (name === 'Ref') return [String(argument)];
  if (name === 'Fn::GetAtt')
    return [String(Array.isArray(argument) ? argument[0] : argument).split('.')[0] ?? ''];
  if (name !== 'Fn::Sub') return [];
  const text = String(Array.isArray(argument) ? argument[0] : argument);
  return [...text.matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id = '']) => id);
}

function isResource(path: ResourcePath, templates: StageTemplates): boolean {
  const [stack = '', id = ''] = path.split('/');
  return Object.hasOwn(templates.get(stack)?.Resources ?? {}, id);
}
