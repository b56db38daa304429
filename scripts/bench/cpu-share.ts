import { mkdir, open, rmdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Lambda gives a whole CPU at 1,769 MB and less in proportion. */
export const SHARE_OF_256_MB = 256 / 1769;

const PERIOD_US = 20_000;
const QUOTA_US = Math.round(PERIOD_US * SHARE_OF_256_MB);

/** Where a quota is set, by the version of cgroups. */
const HIERARCHIES = [
  { name: 'cgroup v2', folder: '/sys/fs/cgroup', settings: { 'cpu.max': `${QUOTA_US} ${PERIOD_US}` } },
  {
    name: 'cgroup v1',
    folder: '/sys/fs/cgroup/cpu',
    settings: { 'cpu.cfs_period_us': `${PERIOD_US}`, 'cpu.cfs_quota_us': `${QUOTA_US}` },
  },
] as const;

/** How the bench gives a process the CPU that Lambda gives at 256 MB. */
export interface CpuShare extends AsyncDisposable {
  /** For the report. */
  readonly how: string;
  /** The file that a process writes its id to, to get no more; undefined with the stand-in. */
  readonly joinFile: string | undefined;
}

/** A cgroup with a CPU quota where this process may make one, else the stand-in. */
export async function cpuShareOf256Mb(): Promise<CpuShare> {
  for (const { name, folder, settings } of HIERARCHIES) {
    const group = join(folder, `postern-bench-${process.pid}`);
    if (await makeGroup(group, settings)) {
      return {
        how: `a ${name} quota of ${QUOTA_US / 1000} ms in ${PERIOD_US / 1000} ms`,
        joinFile: join(group, 'cgroup.procs'),
        [Symbol.asyncDispose]: () => rmdir(group),
      };
    }
  }
  return {
    how: `an estimate without cgroup permission: CPU time divided by ${SHARE_OF_256_MB.toFixed(3)}`,
    joinFile: undefined,
    async [Symbol.asyncDispose]() {},
  };
}

async function makeGroup(group: string, settings: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    await mkdir(group);
  } catch {
    return false;
  }
  try {
    for (const [file, value] of Object.entries(settings)) await writeExisting(join(group, file), value);
    return true;
  } catch {
    await rmdir(group);
    return false;
  }
}

/** Never makes the file: where cgroups are not mounted, the folder is an ordinary one. */
async function writeExisting(path: string, value: string): Promise<void> {
  await using file = await open(path, 'r+');
  await file.write(value);
}
