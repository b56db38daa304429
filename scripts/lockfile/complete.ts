import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/**
 * Completes `package-lock.json` after an `npm install`. npm omits builds for other platforms that it could not fetch,
 * and `npm ci` then rejects the lock file as out of sync. Run by `npm run lockfile`.
 */

const packageEntry = z.object({
  dev: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const members = z.record(z.string(), z.json());

const OS = /[-/](aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-/;
const CPU = /-(arm64|arm|ia32|loong64|mips64el|ppc64|riscv64|s390x|x64)(?=-|$)/;

/** Returns the platform in the name of a build: `binding-linux-arm64-musl`. */
function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } {
  const [, os] = OS.exec(name) ?? [];
  const [, cpu] = CPU.exec(name) ?? [];
  const libc = /musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined;
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }), ...(libc && { libc: [libc] }) };
}

const file = join(import.meta.dirname, '../../package-lock.json');
const lock = members.parse(JSON.parse(await readFile(file, 'utf8')));
const packages = members.parse(lock.packages);
for (const { dev, optionalDependencies = {} } of Object.values(packages).map((each) =>
  packageEntry.parse(each),
)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (!OS.test(name)) continue;
    packages[`node_modules/${name}`] ??= {
      version,
      ...(dev && { dev }),
      optional: true,
      ...platformOf(name),
    };
  }
}
const inOrder = Object.entries(packages).sort(([one], [other]) => one.localeCompare(other, 'en'));
await writeFile(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(inOrder) }, null, 2)}\n`);
