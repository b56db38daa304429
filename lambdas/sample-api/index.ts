import { setTimeout } from 'node:timers/promises';
import { createHandler } from './handler.ts';

export const handler = createHandler({ pause: setTimeout });
