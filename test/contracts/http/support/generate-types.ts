import { registerHooks } from 'node:module';
import { json } from 'node:stream/consumers';
import * as z from 'zod';

// openapi-typescript uses the compiler's JavaScript API, which TypeScript 7 does not have.
registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier === 'typescript' ? 'typescript-5' : specifier, context),
});
const { astToString, default: openapiTS } = await import('openapi-typescript');

// Reads OpenAPI documents from standard input as a JSON array, and prints the types of each as a JSON array.
const types: string[] = [];
for (const document of z.array(z.json()).parse(await json(process.stdin))) {
  types.push(astToString(await openapiTS(JSON.stringify(document))));
}
process.stdout.write(JSON.stringify(types));
