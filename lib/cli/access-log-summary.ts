import { Option } from '@commander-js/extra-typings';
import type { AdminClient, AdminResponse } from '../api-client/admin-client.ts';
import { SUMMARY_HOURS } from '../contracts/http/usage.ts';
import { parseCountText } from './options.ts';
import { type Columns, listing, type Style } from './output.ts';

type Summary = AdminResponse<'summarizeAccessLog'>;

/** The option that counts the denials instead of listing them. */
export function summaryOption() {
  return new Option(
    '--summary <hours>',
    `Count the logged denials of the last hours instead, 1 to ${SUMMARY_HOURS.max}`,
  )
    .argParser(parseCountText('hours', SUMMARY_HOURS.max))
    .conflicts(['outcome', 'since', 'until', 'limit', 'all', 'follow']);
}

export function readSummary(
  client: AdminClient,
  { tenant, key }: { readonly tenant: string; readonly key: string | undefined },
  hours: string,
): Promise<Summary> {
  return key === undefined
    ? client.call('summarizeAccessLog', { params: { tenant }, query: { hours } })
    : client.call('summarizeKeyAccessLog', { params: { tenant, key }, query: { hours } });
}

const HOURS: Columns<Summary['hours'][number]> = {
  hour: ({ hour }) => hour,
  'denied as': ({ counts }) =>
    Object.entries(counts)
      .map(([outcome, count]) => `${outcome} ${count}`)
      .join(', '),
};

const KEYS: Columns<Summary['keys'][number]> = {
  key: ({ key }) => key,
  name: ({ name }) => name,
  denied: ({ denied }) => String(denied),
};

const ADDRESSES: Columns<Summary['addresses'][number]> = {
  from: ({ sourceAddress }) => sourceAddress,
  denied: ({ denied }) => String(denied),
  'allowed samples': ({ allowed }) => String(allowed),
  last: ({ lastAt }) => lastAt,
};

/** The denials by hour, and the keys and addresses with the most denials. */
export function summaryLines({ since, hours, keys, addresses }: Summary, style: Style): string {
  const parts = [
    { title: 'Denials by hour:', text: hours.length > 0 && listing(hours, HOURS, style) },
    { title: 'Keys with denials:', text: keys.length > 0 && listing(keys, KEYS, style) },
    { title: 'Source addresses:', text: addresses.length > 0 && listing(addresses, ADDRESSES, style) },
  ];
  return [
    `Logged requests since ${since}.`,
    ...parts.map(({ title, text }) => `\n${style.bold(title)}\n${text || 'None.'}`),
  ].join('\n');
}
