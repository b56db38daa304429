import { rotateKeyDeps } from './dependencies.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler(rotateKeyDeps(process.env));
