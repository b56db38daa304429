/** A version of TypeScript, installed under an alias. */
interface Compiler {
  readonly alias: string;
  readonly version: string;
}

/** The oldest supported version, the last one of each later major version, and the version of the project. */
export const COMPILERS: readonly Compiler[] = ['5.4.5', '5.9.3', '6.0.3', '7.0.2'].map((version) => ({
  alias: `typescript-${version}`,
  version,
}));

export interface CompilerSetting {
  readonly title: string;
  readonly compiler: Compiler;
  readonly type: 'commonjs' | 'module';
  readonly module: string;
  readonly moduleResolution: string;
  /** Whether Node.js runs the output; otherwise the output is for a bundler. */
  readonly runs: boolean;
}

type Modules = Pick<CompilerSetting, 'type' | 'module' | 'moduleResolution' | 'runs'>;

const NODE_10: Modules = { type: 'commonjs', module: 'commonjs', moduleResolution: 'node10', runs: true };
const CURRENT: readonly Modules[] = [
  ...(['node16', 'nodenext'] as const).flatMap((module) =>
    (['commonjs', 'module'] as const).map((type) => ({ type, module, moduleResolution: module, runs: true })),
  ),
  { type: 'module', module: 'esnext', moduleResolution: 'bundler', runs: true },
  { type: 'commonjs', module: 'preserve', moduleResolution: 'bundler', runs: false },
];

/** Each version of TypeScript with each setting of modules that it supports. TypeScript 7 has no `node10`. */
export const COMPILER_SETTINGS: readonly CompilerSetting[] = COMPILERS.flatMap((compiler) =>
  [...(compiler.version.startsWith('7.') ? [] : [NODE_10]), ...CURRENT].map((modules) => ({
    ...modules,
    compiler,
    title: `TypeScript ${compiler.version}: ${modules.module}, ${modules.moduleResolution}, ${modules.type}`,
  })),
);

export function compilerOptions({ compiler, module, moduleResolution }: CompilerSetting): object {
  const isDeprecated = compiler.version.startsWith('6.') && moduleResolution === 'node10';
  return {
    target: 'ES2022',
    module,
    moduleResolution,
    types: ['node'],
    strict: true,
    skipLibCheck: true,
    ...(isDeprecated && { ignoreDeprecations: '6.0' }),
  };
}
