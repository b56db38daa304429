import type { AdminClient, AdminRequest, AdminResponse } from '../../api-client/admin-client.ts';
import { allItems } from '../../api-client/all-items.ts';
import {
  type AuditFinding,
  type AuditReport,
  AuditVerification,
} from '../../contracts/audit-verification.ts';
import type { Cli } from '../cli.ts';
import { type Columns, listing, type Style } from '../output.ts';

type LinkStore = NonNullable<AdminRequest<'listAuditLinks'>['query']>['store'];
type LinkView = AdminResponse<'listAuditLinks'>['items'][number];

const LARGEST_PAGE = '100';
/** Before, nobody waits for a word. */
const SILENT_MS = 2000;

export interface VerifyScope {
  /** Undefined: those of all tenants. */
  readonly tenant: string | undefined;
  /** The first instant that counts, and the first one that doesn't any more. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Holds events against the chain, and the chain against its archive, and says what is wrong. */
export async function verifyTrail(cli: Cli, client: AdminClient, scope: VerifyScope): Promise<void> {
  const report = await verify(cli, client, scope).finally(() => cli.working(''));
  await cli.answer(report, reportLines);
  if (report.findings.length > 0) cli.refuse();
}

async function verify(
  cli: Cli,
  client: AdminClient,
  { tenant, since, until }: VerifyScope,
): Promise<AuditReport> {
  const startedAtMs = cli.clock();
  const say = async (text: string) => {
    if (cli.clock() - startedAtMs > SILENT_MS) await cli.working(text);
  };
  const bounds = {
    fromMs: since === undefined ? 0 : Date.parse(since),
    untilMs: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  };
  const verification = new AuditVerification({ tenant, ...bounds }, startedAtMs);
  let count = 0;
  const readLinks = async (store: LinkStore, add: (link: LinkView) => void): Promise<boolean> => {
    let page: AdminResponse<'listAuditLinks'>;
    let cursor: string | undefined;
    do {
      page = await client.call('listAuditLinks', { query: { store, cursor, limit: LARGEST_PAGE } });
      page.items.forEach(add);
      count += page.items.length;
      await say(`${count} links of ${store}`);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    return page.archived;
  };
  // The events last: what is changed while this runs is in links that come later, and too young to be missed.
  const isArchived = await readLinks('table', (link) => verification.addLink(link));
  count = 0;
  if (isArchived) await readLinks('archive', (link) => verification.addArchived(link));
  for (const each of tenant === undefined ? await tenantsOf(client) : [tenant]) {
    let cursor: string | undefined;
    let seen = 0;
    do {
      const query = { since, until, cursor, limit: LARGEST_PAGE };
      const page = await client.call('listAuditEvents', { params: { tenant: each }, query });
      for (const event of page.items) verification.addEvent(event);
      seen += page.items.length;
      await say(`${seen} events of ${each}`);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  }
  return verification.finish(cli.clock(), isArchived);
}

async function tenantsOf(client: AdminClient): Promise<readonly string[]> {
  const tenants = await allItems((cursor) =>
    client.call('listTenants', { query: { cursor, limit: LARGEST_PAGE } }),
  );
  return tenants.map(({ id }) => id);
}

const COLUMNS: Columns<AuditFinding> = {
  fault: ({ fault }) => fault,
  tenant: (finding) => ('tenant' in finding ? finding.tenant : null),
  at: (finding) => ('atMs' in finding ? new Date(finding.atMs).toISOString() : null),
  what: (finding) => ('link' in finding ? `link ${finding.link}` : `event ${finding.id}`),
};

function reportLines(report: AuditReport, style: Style): string {
  const { links, intact, pending, beforeChain, findings } = report;
  const counted = [
    `${links} links; ${intact} events are as they were linked`,
    ...(pending > 0 ? [`${pending} are too young to have a link`] : []),
    ...(beforeChain > 0 ? [`${beforeChain} are older than the chain`] : []),
  ].join(', ');
  const verdict = findings.length === 0 ? 'The audit trail is whole.' : listing(findings, COLUMNS, style);
  return `${verdict}\n${counted}`;
}
