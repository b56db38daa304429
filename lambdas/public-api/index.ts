import { createHandler } from './handler.ts';

export const handler = createHandler({ log: (line) => process.stdout.write(line) });
