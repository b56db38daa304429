import { writeFileSync } from 'node:fs';
import { env } from 'node:process';
import type { ColdStart } from './cold-start.ts';

/**
 * Runs in a separate process, like a Lambda function: loads the function on a full CPU, then calls it once on its
 * CPU share. Prints a `ColdStart` as its last line.
 */
const { handler } = await import(env.BENCH_FUNCTION ?? '');
const initMs = performance.now();

if (env.BENCH_JOIN_FILE) writeFileSync(env.BENCH_JOIN_FILE, String(process.pid));
const cpuBefore = process.cpuUsage();
const before = performance.now();
const reply = await handler(JSON.parse(env.BENCH_EVENT ?? ''));
const firstMs = performance.now() - before;
const { user, system } = process.cpuUsage(cpuBefore);

const allowed = reply.isAuthorized === true;
const coldStart: ColdStart = { initMs, firstMs, firstCpuMs: (user + system) / 1000, allowed };
process.stdout.write(`${JSON.stringify(coldStart)}\n`, () => process.exit());
