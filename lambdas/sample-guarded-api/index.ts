import { setTimeout } from 'node:timers/promises';
import { guard } from '../../lib/guard/guard.ts';
import { createHandler } from './handler.ts';

export const handler = guard(createHandler({ pause: setTimeout }), { open: ['GET /health'] });
