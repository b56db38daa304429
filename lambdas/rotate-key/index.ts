import { createHandler } from './handler.ts';
import { rotateKeyDeps } from './surroundings.ts';

export const handler = createHandler(rotateKeyDeps(process.env));
