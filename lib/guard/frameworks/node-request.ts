import type { Headers } from '../../core/access/presented-credential.ts';
import { asciiLowerCase } from '../../core/ascii.ts';

type HeaderFields = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The parts of a request of `node:http`, or of an adapter's imitation of it, that the guard uses. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: HeaderFields;
  /** All values of each header. `headers` keeps one of several credentials. */
  readonly headersDistinct?: HeaderFields | undefined;
}

/** The values of a header. */
export function headersOfNode({ headers, headersDistinct = {} }: NodeRequest): Headers {
  return (name) => {
    const found = headersDistinct[name] ?? headers[name] ?? headers[asciiLowerCase(name)];
    return found === undefined || typeof found === 'string' ? [found ?? []].flat() : found;
  };
}

/** The query of a request with its `?`, or empty. */
export function searchOf({ url = '' }: NodeRequest): string {
  const start = url.indexOf('?');
  return start < 0 ? '' : url.slice(start);
}
