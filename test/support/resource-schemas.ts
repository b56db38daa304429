import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { cfnLintCommand } from './cfn-lint.ts';

const permissions = z.array(z.string());
const schema = z.object({
  handlers: z.record(z.string(), z.object({ permissions })),
  tagging: z.object({ taggable: z.boolean().optional(), permissions: permissions.optional() }).optional(),
});
/** What CloudFormation needs to create, read, update, delete and tag a resource of one type. */
export type ResourceSchema = z.infer<typeof schema>;

/** Returns the schema of a resource type in CloudFormation's registry, without handlers for other types. cfn-lint includes a copy of the registry. */
export async function resourceSchemas(): Promise<(type: string) => ResourceSchema> {
  const [python] = await cfnLintCommand();
  const [folder] = globSync('lib*/python*/site-packages/cfnlint/data/schemas', {
    cwd: dirname(dirname(python)),
  });
  if (folder === undefined) throw new Error(`cfn-lint of ${python} has no schemas`);
  const schemas = join(dirname(dirname(python)), folder);
  const files = z.record(z.string(), z.string()).parse(readJson(join(schemas, 'providers/us-east-1.json')));
  return (type) => {
    const file = files[type];
    return file === undefined
      ? { handlers: {} }
      : schema.parse(readJson(join(schemas, `resources/${file}.json`)));
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
