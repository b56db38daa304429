import type { KeyProfileView } from '../contracts/http/profile.ts';
import { shellCommand, shellWord } from './shell-word.ts';

type Headers = Readonly<Record<string, string>>;

/** Where a contract, or a profile, accepts keys. */
export interface Acceptance extends Pick<KeyProfileView, 'tenancy'> {
  readonly credentials: readonly KeyProfileView['credentials'][number][];
}

/** What to present. */
export interface PresentedKey {
  /** Null where a call shows what happens without one. */
  readonly value: string | null;
  /** The host name that stands for the key's tenant, where a contract takes the tenant from there. */
  readonly host: string;
}

/** The headers of a request that presents a key, by their names in lower case: in the first place that is accepted. */
export function keyHeaders(
  { credentials: [place], tenancy }: Acceptance,
  { value, host }: PresentedKey,
): Headers {
  const credential = place &&
    value !== null && { [place.header]: [place.scheme, value].filter(Boolean).join(' ') };
  return { ...(tenancy === 'by-host' && { host }), ...credential };
}

/** The command that sends a GET with these headers, each a word as `quote` writes it. */
export function curl(url: string, headers: Headers, quote: (text: string) => string = shellWord): string {
  const words = Object.entries(headers).map(([name, value]) => `-H ${quote(headerText(name, value))}`);
  return [shellCommand('curl', '-i', url), ...words].join(' ');
}

/** A header as documents write it: `Authorization: …`, and `x-api-key: …`. */
export function headerText(name: string, value: string): string {
  return `${name.includes('-') ? name : name.charAt(0).toUpperCase() + name.slice(1)}: ${value}`;
}
