import type { StackTemplate, StageTemplates } from './stage-variants.ts';
import { importsOf } from './template-references.ts';

/** What a stack shares with the other stacks of its deployment. */
export interface StackInterface {
  readonly exports: readonly string[];
  readonly imports: readonly string[];
  /** Systems Manager parameters that the stack creates. */
  readonly published: readonly string[];
  /** Systems Manager parameters that CloudFormation reads when it deploys the stack. */
  readonly read: readonly string[];
}

/** The interfaces of the stacks of a release by stack name, in deployment order. */
export type StackInterfaces = ReadonlyMap<string, StackInterface>;

export function stackInterfaces(templates: StageTemplates): StackInterfaces {
  return new Map([...templates].map(([stack, template]) => [stack, interfaceOf(template)]));
}

function interfaceOf(template: StackTemplate): StackInterface {
  const { Outputs, Resources, Parameters } = template;
  return {
    exports: Object.values(Outputs)
      .flatMap(({ Export }) => (Export ? [Export.Name] : []))
      .sort(),
    imports: [...importsOf(template)].sort(),
    published: Object.values(Resources)
      .filter(({ Type }) => Type === 'AWS::SSM::Parameter')
      .flatMap(({ Properties: { Name } }) => (typeof Name === 'string' ? [Name] : []))
      .sort(),
    read: Object.values(Parameters)
      .flatMap(({ Type, Default }) =>
        Type.startsWith('AWS::SSM::Parameter::Value') ? [String(Default)] : [],
      )
      .filter((name) => name.startsWith('/postern/'))
      .sort(),
  };
}
