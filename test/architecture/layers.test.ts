import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

const FORBIDDEN = [
  ['lib/core/keys/new.ts', 'zod'],
  ['lib/core/keys/new.ts', 'node:fs'],
  ['lib/core/keys/new.ts', 'node:net'],
  ['lib/core/keys/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/core/keys/new.ts', '../../contracts/key-table.ts'],
  ['lib/contracts/new.ts', 'hono'],
  ['lib/contracts/new.ts', '../adapters/dynamodb/store.ts'],
  ['lib/adapters/dynamodb/new.ts', '@aws-sdk/client-ssm'],
  ['lib/adapters/dynamodb/new.ts', '../../http/problem.ts'],
  ['lib/adapters/dynamodb-http/new.ts', '@aws-sdk/client-ssm'],
  ['lib/adapters/dynamodb-http/new.ts', '@smithy/signature-v4'],
  ['lib/adapters/dynamodb-http/new.ts', '../../http/problem.ts'],
  ['lib/adapters/oidc/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/oidc/new.ts', '../../http/reply.ts'],
  ['lib/adapters/s3/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/s3/new.ts', '../../http/problem.ts'],
  ['lib/adapters/secrets-manager/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/secrets-manager/new.ts', '../../http/problem.ts'],
  ['lib/adapters/sns/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/sns/new.ts', '../../http/problem.ts'],
  ['lib/adapters/lambda/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/lambda/new.ts', '../../http/problem.ts'],
  ['lib/adapters/sqs/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/sqs/new.ts', '../../http/problem.ts'],
  ['lib/adapters/eventbridge/new.ts', '@aws-sdk/client-sqs'],
  ['lib/adapters/eventbridge/new.ts', '../../http/problem.ts'],
  ['lib/http/new.ts', '../adapters/dynamodb/store.ts'],
  ['lib/enforcement/new.ts', '../adapters/dynamodb/read-key.ts'],
  ['lib/enforcement/new.ts', '../http/reply.ts'],
  ['lib/enforcement/new.ts', 'zod'],
  ['lib/http/new.ts', '../enforcement/access-check.ts'],
  ['lib/guard/new.ts', '../http/reply.ts'],
  ['lib/guard/new.ts', 'hono'],
  ['lib/consumer/new.ts', '@aws-sdk/client-secrets-manager'],
  ['lib/consumer/new.ts', '../core/keys/key.ts'],
  ['lib/consumer/new.ts', 'zod'],
  ['lib/guard/new.ts', '../consumer/consumer.ts'],
  ['lib/constructs/api-keys/new.ts', '../../adapters/dynamodb/store.ts'],
  ['lib/constructs/api-keys/new.ts', '../../enforcement/access-check.ts'],
  ['lib/constructs/api-keys/new.ts', '../../../lambdas/authorizer/handler.ts'],
  ['lib/constructs/api-keys/new.ts', '../../stages/local.ts'],
  ['lib/constructs/api-keys/new.ts', '../../http/reply.ts'],
  ['lib/cli/new.ts', '../http/reply.ts'],
  ['lib/cli/new.ts', '../core/keys/key.ts'],
  ['lib/recovery/new.ts', '../http/reply.ts'],
  ['lib/recovery/new.ts', '../cli/program.ts'],
  ['lambdas/control-api/new.ts', '../../lib/recovery/restore-table.ts'],
  ['lib/api-client/new.ts', '../core/keys/key.ts'],
  ['lib/stacks/new.ts', '../core/profiles/default.ts'],
  ['lib/dashboard/keys/new.ts', '../../core/keys/key.ts'],
  ['lib/dashboard/keys/new.ts', '../../cli/program.ts'],
  ['lib/dashboard/keys/new.ts', 'node:fs'],
  ['lib/stacks/new.ts', '../cli/program.ts'],
  ['lib/stages/new.ts', 'aws-cdk-lib'],
  ['lib/api-client/new.ts', '../cli/program.ts'],
  ['lib/cli/new.ts', '../adapters/dynamodb/store.ts'],
  ['lib/cli/new.ts', '../../scripts/local/state-directory.ts'],
  ['lambdas/authorizer/new.ts', '../control-api/handler.ts'],
  ['lambdas/control-api/routes/new.ts', '../../authorizer/handler.ts'],
  ['lambdas/control-api/new.ts', '../../lib/constructs/api-keys/api-keys.ts'],
] as const;

const ALLOWED = [
  ['lib/core/keys/new.ts', 'node:crypto'],
  ['lib/core/keys/new.ts', '../access/outcomes.ts'],
  ['lib/contracts/new.ts', '../core/keys/key.ts'],
  ['lib/adapters/dynamodb/new.ts', '@aws-sdk/client-dynamodb'],
  ['lib/adapters/dynamodb-http/new.ts', '@aws-sdk/credential-provider-node'],
  ['lib/adapters/oidc/new.ts', 'zod'],
  ['lib/adapters/s3/new.ts', '@aws-sdk/client-s3'],
  ['lib/adapters/secrets-manager/new.ts', '@aws-sdk/client-secrets-manager'],
  ['lib/adapters/sns/new.ts', '@aws-sdk/client-sns'],
  ['lib/adapters/lambda/new.ts', '@aws-sdk/client-lambda'],
  ['lib/adapters/sqs/new.ts', '@aws-sdk/client-sqs'],
  ['lib/adapters/eventbridge/new.ts', '@aws-sdk/client-eventbridge'],
  ['lib/enforcement/new.ts', '../core/access/authorize.ts'],
  ['lib/guard/new.ts', '../adapters/dynamodb/read-key.ts'],
  ['lib/guard/new.ts', '../enforcement/access-check.ts'],
  ['lib/consumer/new.ts', './held-key.ts'],
  ['lib/cli/new.ts', '../consumer/consumer.ts'],
  ['lambdas/authorizer/new.ts', '../../lib/enforcement/access-check.ts'],
  ['lambdas/sample-guarded-api/new.ts', '../../lib/guard/guard.ts'],
  ['lib/constructs/api-keys/new.ts', 'aws-cdk-lib/aws-lambda'],
  ['lib/constructs/api-keys/new.ts', '../../contracts/http/admin.ts'],
  ['lib/api-client/new.ts', '../contracts/http/route.ts'],
  ['lib/stacks/new.ts', '../constructs/api-keys/api-keys.ts'],
  ['lambdas/authorizer/new.ts', './handler.ts'],
  ['lambdas/authorizer/new.ts', '../../lib/core/access/authorize.ts'],
  ['lambdas/control-api/routes/new.ts', '../views.ts'],
  ['lambdas/control-api/routes/new.ts', '../../../lib/http/problem.ts'],
] as const;

let tree: string;
let report: string;

/** A tree with one module per case, linted in one run with the rules of the project. */
beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'postern-layers-'));
  await copyFile(join(root, 'biome.json'), join(tree, 'biome.json'));
  for (const [index, [path, specifier]] of [...FORBIDDEN, ...ALLOWED].entries()) {
    const file = join(tree, numbered(path, index));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `import { thing } from '${specifier}';\nexport const other = thing;\n`);
  }
  report = await lint();
});

afterAll(() => rm(tree, { recursive: true, force: true }));

function numbered(path: string, index: number): string {
  return path.replace(/new\.ts$/, `new-${index}.ts`);
}

function lint(): Promise<string> {
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const only = ['--only=style/noRestrictedImports', '--max-diagnostics=none', '--reporter=github'];
  const args = [biome, 'lint', '--vcs-enabled=false', ...only];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: tree }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

it.each(FORBIDDEN.map((each, index) => [...each, index] as const))(
  'the linter rejects that %s imports %s',
  (path, _specifier, index) => {
    expect(report).toContain(numbered(path, index));
  },
);

it.each(ALLOWED.map((each, index) => [...each, FORBIDDEN.length + index] as const))(
  'the linter lets %s import %s',
  (path, _specifier, index) => {
    expect(report).not.toContain(numbered(path, index));
  },
);
