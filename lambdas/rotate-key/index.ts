import { createHandler } from './handler.ts';
import { rotateKeyDeps } from './dependencies.ts';

export const handler = createHandler(rotateKeyDeps(process.env));
