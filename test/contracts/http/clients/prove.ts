import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openApiDocument } from '../../../../lib/contracts/http/openapi/document.ts';
import { PROFILES } from '../../../../lib/core/profiles/catalogue.ts';
import { createHeyApiGenerator } from './hey-api.ts';
import { createPythonGenerator } from './openapi-generator.ts';

const FOLDER = join(import.meta.dirname, '../../../../.postern/proof-clients');
const CONSOLE_USERS = { issuer: 'https://id.example/', scope: 'keys' };

export type OpenApiDocument = ReturnType<typeof openApiDocument>;

/** Generates the client of a document in a folder and checks it. Returns a sentence with figures. */
export type ClientGenerator = (document: OpenApiDocument, folder: string) => Promise<string>;

/*
 * Client generators accept the document of every profile, and what they generate compiles. `npm test` does this with
 * openapi-typescript and checks the names of all schemas.
 */
const generators: Readonly<Record<string, ClientGenerator>> = {
  '@hey-api/openapi-ts': await createHeyApiGenerator(FOLDER),
  'openapi-generator for Python': await createPythonGenerator(),
};
for (const [name, generate] of Object.entries(generators))
  for (const profile of PROFILES.values()) {
    const folder = join(FOLDER, name.replaceAll(/\W+/g, '-'), profile.name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const figures = await generate(openApiDocument(profile, CONSOLE_USERS), folder);
    process.stdout.write(`holds  ${name}, profile ${profile.name}: ${figures}\n`);
  }
