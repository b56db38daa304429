import type { KeyProfileView } from '../contracts/http/profile.ts';
import { shellCommand, shellWord } from './shell-word.ts';

type Headers = Readonly<Record<string, string>>;

/** The part of a profile that defines where keys are accepted. */
export interface Acceptance extends Pick<KeyProfileView, 'tenancy'> {
  readonly credentials: readonly KeyProfileView['credentials'][number][];
}

/** The credential to send. */
export interface PresentedKey {
  /** The key value; null for a call without a key. */
  readonly value: string | null;
  /** The host name of the tenant, used if the profile has tenancy by host. */
  readonly host: string;
}

/** Returns the headers that send a key in the first accepted location, by lower-case name. */
export function keyHeaders(
  { credentials: [location], tenancy }: Acceptance,
  { value, host }: PresentedKey,
): Headers {
  const credential = location &&
    value !== null && { [location.header]: [location.scheme, value].filter(Boolean).join(' ') };
  return { ...(tenancy === 'by-host' && { host }), ...credential };
}

/** Returns the curl command of a GET with these headers; `quote` formats each header as a word. */
export function curl(url: string, headers: Headers, quote: (text: string) => string = shellWord): string {
  const words = Object.entries(headers).map(([name, value]) => `-H ${quote(headerText(name, value))}`);
  return [shellCommand('curl', '-i', url), ...words].join(' ');
}

/** Formats a header as in documentation: `Authorization: …`, `x-api-key: …`. */
export function headerText(name: string, value: string): string {
  return `${name.includes('-') ? name : name.charAt(0).toUpperCase() + name.slice(1)}: ${value}`;
}
