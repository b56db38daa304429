import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../docs/runbooks');

/** The names of all runbooks, without `.md`. */
export const RUNBOOKS: readonly string[] = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));

export function runbookText(runbook: string): string {
  return readFileSync(join(FOLDER, `${runbook}.md`), 'utf8');
}

/** The code blocks of a language in a Markdown text. */
export function codeBlocks(text: string, language: string): readonly string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n(.*?)\\n^\`\`\``, 'gms');
  return [...text.matchAll(pattern)].map(([, code = '']) => code);
}

/** The sections of a runbook, in the order of the text. */
export function runbookSections(
  runbook: string,
): readonly { readonly title: string; readonly text: string }[] {
  const [, ...sections] = runbookText(runbook).split(/^## /m);
  return sections.map((section) => {
    const [title = '', ...lines] = section.split('\n');
    return { title, text: lines.join('\n') };
  });
}

/** The shell commands of a Markdown text, in the order of the text. */
export function commandsIn(text: string): readonly string[] {
  return codeBlocks(text, 'sh')
    .flatMap((block) => block.split('\n'))
    .filter((line) => /^(?:npx postern|aws) /.test(line));
}

export function runbookCommands(runbook: string): readonly string[] {
  return commandsIn(runbookText(runbook));
}
