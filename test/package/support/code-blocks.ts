/** A block of TypeScript in a document. */
export interface CodeBlock {
  /** The line of the document on which it begins. */
  readonly line: number;
  readonly code: string;
}

/** Every ` ```ts ` block of a Markdown document. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(/^```ts\n(.*?)^```$/gms)].map(({ index, 1: code = '' }) => ({
    line: markdown.slice(0, index).split('\n').length,
    code,
  }));
}

/**
 * Makes a module of a block, which is a fragment: its imports, and the statements in the constructor of a stack
 * where `api`, `httpApi` and `backend` are what `apps/example-stack.ts` says; what a service exports may stand there too.
 * Loading the module synthesizes it.
 */
export function exampleModule({ code }: CodeBlock): string {
  const imports = /^import [^;]*;$/gm;
  return `
import { ExampleStack } from './example-stack.js';
${code.match(imports)?.join('\n') ?? ''}

class Example extends ExampleStack {
  constructor() {
    super();
    const { api, httpApi, backend } = this;
${code.replace(imports, '').replaceAll(/^export /gm, '')}
  }
}
new Example().synth();
`;
}
