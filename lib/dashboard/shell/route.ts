import { useSyncExternalStore } from 'react';

/** The place in the dashboard, in the hash of the address: `#/acme/keys/3fKq81ZbTn0x?status=active`. */
export interface Route {
  readonly tenant: string | undefined;
  readonly page: string;
  readonly item: string | undefined;
  readonly query: URLSearchParams;
}

type Query = Readonly<Record<string, string | undefined>>;

/** The address of a place, for links and `navigate`. Parameters without a value are omitted. */
export function hrefOf(path: readonly string[], query: Query = {}): string {
  const present = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const search = new URLSearchParams(present).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

export function navigate(href: string, { replace = false } = {}): void {
  if (replace) {
    history.replaceState(null, '', href);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = href;
  }
}

/** The current place. The component renders again when it changes. */
export function useRoute(): Route {
  return parse(useSyncExternalStore(subscribe, () => location.hash));
}

function subscribe(onChange: () => void): () => void {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
}

function parse(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [tenant, page = 'keys', item] = path.split('/').filter(Boolean).map(decoded);
  return { tenant, page, item, query: new URLSearchParams(search) };
}

/** A part that is not percent-encoded correctly names nothing. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
