import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

/** The content encodings of the build, by file extension and in order of preference. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;
type Encoding = keyof typeof ENCODINGS;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** One file of the dashboard. */
export interface DashboardFile {
  readonly contentType: string;
  readonly etag: string;
  /** The content in the best encoding that the client accepts. */
  readonly encoded: (acceptEncoding: string) => EncodedContent;
}

interface EncodedContent {
  readonly encoding: Encoding | undefined;
  readonly content: Buffer;
}

/** The files of the dashboard, by path. A path that is not in the map is never read. */
export type DashboardFiles = ReadonlyMap<string, DashboardFile>;

/** Lists the files of a build. Contents are read on demand and then kept. */
export function readFiles(folder: string): DashboardFiles {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const all = new Set(paths);
  const originals = paths.filter((path) => CONTENT_TYPES[extname(path)] !== undefined);
  return new Map(originals.map((path) => [path, dashboardFile(folder, path, all)]));
}

function dashboardFile(folder: string, path: string, all: ReadonlySet<string>): DashboardFile {
  const contents = new Map<string, Buffer>();
  const read = (suffix: string) => {
    const content = contents.get(suffix) ?? readFileSync(join(folder, path + suffix));
    contents.set(suffix, content);
    return content;
  };
  return {
    contentType: CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    get etag() {
      return `"${createHash('sha256').update(read('')).digest('base64url').slice(0, 22)}"`;
    },
    encoded: (acceptEncoding) => {
      const accepted = acceptEncoding.split(',').map((each) => each.trim());
      const encoding = encodingsOf(accepted).find((each) => all.has(path + ENCODINGS[each]));
      return { encoding, content: read(encoding ? ENCODINGS[encoding] : '') };
    },
  };
}

/** The accepted encodings. One with a weight is not used, because every browser sends these without. */
function encodingsOf(accepted: readonly string[]): readonly Encoding[] {
  return (['br', 'gzip'] as const).filter((each) => accepted.includes(each));
}
