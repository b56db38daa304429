import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { NAMED_SCHEMAS } from '../../../../lib/contracts/http/openapi/named-schemas.ts';
import { run } from '../../../package/support/run.ts';
import { pythonFor } from '../../../support/python.ts';
import { inputOf } from '../../../support/schema-arbitrary.ts';
import type { ClientGenerator, OpenApiDocument } from './prove.ts';

const CHECK = join(import.meta.dirname, 'check_models.py');
/** Scripts of a virtual environment that was renamed name its former folder. */
const GENERATOR = 'from openapi_generator_cli import cli; cli()';
const VALUES_PER_SCHEMA = 25;

/** Generates a Python package, whose models must keep all data of requests and responses. */
export async function createPythonGenerator(): Promise<ClientGenerator> {
  const python = await pythonFor('generated-clients-requirements.txt');

  return async (document, place) => {
    await writeFile(join(place, 'openapi.json'), JSON.stringify(document));
    const options = ['--generator-name', 'python', '--package-name', 'postern_api'];
    await run(
      python,
      ['-c', GENERATOR, 'generate', '--input-spec', 'openapi.json', '--output', '.', ...options],
      {
        cwd: place,
      },
    );
    await run(python, ['-m', 'compileall', '-q', 'postern_api'], { cwd: place });
    const checked = promisify(execFile)(python, [CHECK], {
      cwd: place,
      env: { ...process.env, PYTHONPATH: place },
    });
    checked.child.stdin?.end(JSON.stringify(valuesBySchema(document)));
    return (await checked).stdout.trim();
  };
}

/** Values of the named schemas of a document. Any JSON value is not a model, and no settings have no data. */
function valuesBySchema({ components }: OpenApiDocument): Readonly<Record<string, readonly unknown[]>> {
  const { JsonValue, NoSettings, ...models } = NAMED_SCHEMAS;
  const values = Object.entries(models)
    .filter(([name]) => Object.hasOwn(components.schemas, name))
    .map(([name, schema]) => [name, fc.sample(inputOf(schema), VALUES_PER_SCHEMA)]);
  return Object.fromEntries(values);
}
