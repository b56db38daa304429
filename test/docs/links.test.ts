import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** The anchors of a Markdown document, as GitHub derives them from its headings. */
function anchorsOf(document: string): readonly string[] {
  const prose = document.replaceAll(/^ *```.*?^ *```/gms, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('every link between documents and into the code has an existing target', async () => {
  const broken: string[] = [];
  for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      if (!existsSync(join(root, dirname(file), target))) broken.push(`${file}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

it('every link to a heading has an existing anchor', async () => {
  const broken: string[] = [];
  for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
    const text = await readFile(join(root, file), 'utf8');
    for (const [, target = '', anchor = ''] of text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)) {
      const linked = join(root, target ? join(dirname(file), target) : file);
      if (!linked.endsWith('.md') || !existsSync(linked)) continue;
      if (!anchorsOf(await readFile(linked, 'utf8')).includes(anchor)) {
        broken.push(`${file}: ${target}#${anchor}`);
      }
    }
  }
  expect(broken).toEqual([]);
});
