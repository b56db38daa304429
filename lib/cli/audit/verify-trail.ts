import type { AdminClient, AdminRequest } from '../../api-client/admin-client.ts';
import { readAll } from '../../api-client/paginate.ts';
import {
  type AuditFinding,
  type AuditReport,
  AuditVerification,
} from '../../contracts/audit-verification.ts';
import type { Cli } from '../cli.ts';
import { type Columns, listing, type Style } from '../output.ts';
import { LARGEST_PAGE } from '../pagination.ts';

type LinkStore = NonNullable<AdminRequest<'listAuditLinks'>['query']>['store'];

export interface VerifyScope {
  /** Undefined: all tenants. */
  readonly tenant: string | undefined;
  /** `since` is inclusive, `until` exclusive. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** Compares events with the chain, and the chain with its archive, and prints the differences. */
export async function verifyTrail(cli: Cli, client: AdminClient, scope: VerifyScope): Promise<void> {
  const report = await verify(cli, client, scope);
  await cli.print(report, reportLines);
  if (report.findings.length > 0) cli.setFailed();
}

async function verify(
  cli: Cli,
  client: AdminClient,
  { tenant, since, until }: VerifyScope,
): Promise<AuditReport> {
  const startedAtMs = cli.clock();
  const span = {
    fromMs: since === undefined ? 0 : Date.parse(since),
    untilMs: until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until),
  };
  const verification = new AuditVerification({ tenant, ...span }, startedAtMs);
  const readLinks = (store: LinkStore) => (cursor: string | undefined) =>
    client.call('listAuditLinks', { query: { store, cursor, limit: LARGEST_PAGE } });

  // Events are read last: events written during the run have no link yet and count as pending.
  const { archived, beginning } = await eachPage(readLinks('table'), (links, count) => {
    for (const link of links) verification.addLink(link);
    return cli.progress(`${count} links`);
  });
  verification.setBeginning(beginning ?? null);
  if (archived) {
    await eachPage(readLinks('archive'), (links, count) => {
      for (const link of links) verification.addArchived(link);
      return cli.progress(`${count} archived links`);
    });
  }
  for (const each of tenant === undefined ? await tenantsOf(client) : [tenant]) {
    const readEvents = (cursor: string | undefined) => {
      const query = { since, until, cursor, limit: LARGEST_PAGE };
      return client.call('listAuditEvents', { params: { tenant: each }, query });
    };
    await eachPage(readEvents, (events, count) => {
      for (const event of events) verification.addEvent(event);
      return cli.progress(`${count} events of ${each}`);
    });
  }
  return verification.finish(cli.clock(), archived);
}

/** Reads all pages of a listing and returns the last one. */
async function eachPage<Item, Page extends { readonly items: readonly Item[]; readonly next: string | null }>(
  readPage: (cursor: string | undefined) => Promise<Page>,
  use: (items: Page['items'], count: number) => void,
): Promise<Page> {
  let count = 0;
  let cursor: string | undefined;
  for (;;) {
    const page = await readPage(cursor);
    count += page.items.length;
    use(page.items, count);
    if (page.next === null) return page;
    cursor = page.next;
  }
}

async function tenantsOf(client: AdminClient): Promise<readonly string[]> {
  const tenants = await readAll((cursor) =>
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
  const { links, sinceMs, intact, pending, beforeChain, late, findings } = report;
  const counted = [
    `${links} links${sinceMs === null ? '' : ` since ${new Date(sinceMs).toISOString()}`}; ${intact} events match their links`,
    ...(pending > 0 ? [`${pending} are too recent to have a link`] : []),
    ...(beforeChain > 0 ? [`${beforeChain} are older than the chain and were not verified`] : []),
  ].join(', ');
  const checked = intact + pending + beforeChain;
  const whole =
    checked === 0 ? 'No audit events in this range: none were verified.' : 'The audit trail is intact.';
  const verdict = findings.length === 0 ? whole : listing(findings, COLUMNS, style);
  return [verdict, counted, beganLine(report), ...(late ? [lateLine(late)] : [])].join('\n');
}

function beganLine({ beganMs }: AuditReport): string {
  return beganMs === null
    ? 'The beginning of the chain is not recorded yet; the next link records it'
    : `The chain began at ${new Date(beganMs).toISOString()}, as recorded outside the tables`;
}

function lateLine({ events, fromMs, throughMs, linkedMs }: NonNullable<AuditReport['late']>): string {
  const [from, through, linked] = [fromMs, throughMs, linkedMs].map((ms) => new Date(ms).toISOString());
  return `${events} of them were linked late: events from ${from} through ${through}, linked until ${linked}`;
}
