/** A tool that loads the TypeScript files of an app itself. */
interface Runner {
  readonly title: string;
  readonly packages: readonly string[];
  /** A file of `node_modules`, and its arguments. */
  readonly command: readonly [string, ...string[]];
  readonly test: { readonly name: string; readonly source: string };
  readonly tsconfig: object;
  readonly files: Readonly<Record<string, string>>;
}

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'commonjs',
    moduleResolution: 'node10',
    esModuleInterop: true,
    skipLibCheck: true,
    types: ['node'],
    strict: true,
  },
};

const ASSERTION = `
  const methods = Template.fromStack(apis).findResources('AWS::ApiGateway::Method');
  for (const { Properties } of Object.values(methods))
    if (Properties.AuthorizationType !== 'CUSTOM') throw new Error('a method is not protected');
`;

const IMPORTS = "import { Template } from 'aws-cdk-lib/assertions';\nimport { apis } from './classic-app';\n";

function jest(title: string, packages: readonly string[], folder: string, transform: object): Runner {
  return {
    title,
    packages,
    command: [`${folder}/bin/jest.js`, '--ci'],
    test: {
      name: 'app.test.ts',
      source: `${IMPORTS}declare const test: (name: string, run: () => void) => void;\ntest('protected', () => {${ASSERTION}});\n`,
    },
    tsconfig: TSCONFIG,
    files: {
      'jest.config.js': `module.exports = ${JSON.stringify({ ...transform, testEnvironment: 'node' })};\n`,
    },
  };
}

const TS_JEST = { transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] } };
const SWC = {
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
};

function script(title: string, packages: readonly string[], command: readonly [string, ...string[]]): Runner {
  return {
    title,
    packages,
    command,
    test: { name: 'app.ts', source: `${IMPORTS}${ASSERTION}` },
    tsconfig: TSCONFIG,
    files: {},
  };
}

export const RUNNERS: readonly Runner[] = [
  jest('Jest 30 with ts-jest', ['jest@30.5.2', 'ts-jest@29.4.15', 'typescript@5.9.3'], 'jest', TS_JEST),
  jest('Jest 30 with swc', ['@swc/jest@0.2.39', '@swc/core@1.16.22'], 'jest', SWC),
  jest('Jest 29 with swc', ['jest-29@npm:jest@29.6.3'], 'jest-29', SWC),
  script('ts-node', ['ts-node@10.9.2'], ['ts-node/dist/bin.js', 'app.ts']),
  script('tsx', ['tsx@4.23.15'], ['tsx/dist/cli.mjs', 'app.ts']),
];
