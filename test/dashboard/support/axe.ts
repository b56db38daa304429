import axe from 'axe-core';
import type { Page } from 'playwright-core';
import * as z from 'zod';

const results = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      nodes: z.array(z.object({ target: z.array(z.unknown()), html: z.string() })),
    }),
  ),
});

/** The serious and critical accessibility findings of the current page. Poll it: a transition can have findings of its own. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which the content security policy of the page does not restrict.
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe.source);
  // Of other results, it collects one element instead of all.
  const { violations } = results.parse(await page.evaluate("axe.run({ resultTypes: ['violations'] })"));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}
