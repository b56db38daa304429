import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file of the local stack: its path and text. */
export interface LocalFile {
  readonly path: string;
  /** Undefined if another user owns the file or its folder, because its content is not trusted. */
  readonly text: string | undefined;
}

/** The user that runs this process; undefined on systems without user IDs. */
export type UserId = number | undefined;

/**
 * Finds a file of the local stack in `directory` or the nearest folder above it.
 * @returns undefined if there is none
 * @throws the system's error if it cannot be read
 */
export async function findLocalFile(
  directory: string,
  name: string,
  user: UserId = process.getuid?.(),
): Promise<LocalFile | undefined> {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, name);
    const file = await openExisting(path);
    if (file) return readOwned(file, path, user);
    if (folder === dirname(folder)) return undefined;
  }
}

/** Checks the owner of the open file, so that the file cannot be replaced between check and read. */
async function readOwned(file: FileHandle, path: string, user: UserId): Promise<LocalFile> {
  try {
    const owners = [(await file.stat()).uid, (await stat(dirname(path))).uid];
    const isOwn = user === undefined || owners.every((owner) => owner === user);
    return { path, text: isOwn ? await file.readFile('utf8') : undefined };
  } finally {
    await file.close();
  }
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    const isMissing =
      error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR)$/.test(String(error.code));
    if (isMissing) return undefined;
    throw error;
  }
}
