import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { ROWS_BY_PROFILE } from '../../test/conformance/rows.ts';
import { type RowResult, STATUSES } from './judge.ts';
import { summary, testOf } from './report.ts';

/** The report as a document: how far each product's documented contract is held, row by row. */
export function conformanceDocument(results: readonly RowResult[]): string {
  const sections = Object.entries(ROWS_BY_PROFILE).map(([profile, rows]) => {
    const own = results.filter(({ id }) => rows.some((row) => row.id === id));
    return section(PROFILES.get(profile)?.title ?? profile, profile, own);
  });
  return `${introduction(results)}\n${sections.join('\n')}`;
}

function introduction(results: readonly RowResult[]): string {
  const slices = STATUSES.map(
    (status) => `  "${status}" : ${results.filter((each) => each.status === status).length}`,
  );
  return `# Conformance: the five documented contracts, row by row

\`npm run conformance\` deploys the five products side by side into one emulator, sends the requests that their
documentation shows, and writes this page. *Not yet* says what a row waits for; what is there of it is tested all the
same. \`npm run conformance -- --sabotage\` breaks the product in one line for each row that passes, and sees that the
row fails. [profiles.md](profiles.md) tells what a profile is.

\`\`\`mermaid
pie showData title ${summary(results)}
${slices.join('\n')}
\`\`\`
`;
}

function section(title: string, profile: string, results: readonly RowResult[]): string {
  const rows = results.map((result) =>
    [result.id, result.behaviour, `**${result.status}**`, result.evidence, testOf(result)]
      .map(cell)
      .join(' | '),
  );
  return `## ${title}, profile \`${profile}\`

${summary(results)}

| row | behaviour | status | evidence | test |
| --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
