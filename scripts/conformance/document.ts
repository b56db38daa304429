import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { type RowResult, STATUSES } from './judge.ts';
import { summary, testOf } from './report.ts';
import { ROWS_BY_PROFILE } from './rows.ts';

/** The conformance report as Markdown: the status of each documented row, by product. */
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
  return `# Conformance report

This page reports whether Postern reproduces the documented behaviour of five products, one row per statement. After reading
it, you know which statements hold and which test shows each of them.

\`npm run conformance\` deploys the five products into one emulator, sends the requests of their documentation, and writes
this page. \`npm run conformance -- --mutations\` applies one mutation per passing row and checks that the row fails.
[profiles.md](profiles.md) describes profiles.

| Status | Meaning |
| --- | --- |
| pass | Every test of the row passes |
| fail | A test of the row fails, or the row has no test |
| not yet | The row awaits a missing feature. Tests cover the existing part. |

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

| Row | Behaviour | Status | Evidence | Test |
| --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
