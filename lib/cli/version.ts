import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of this package, from the nearest `package.json` above this file. */
export function packageVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = versionIn(folder);
    if (found !== undefined) return found;
    if (folder === dirname(folder)) return 'unknown';
  }
}

function versionIn(folder: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
    return isManifest ? String(manifest.version) : undefined;
  } catch {
    return undefined;
  }
}
