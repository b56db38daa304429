import type { GatewayEvent } from './gateway-event.ts';
import type { Rejection } from './rejection.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;
const LIMIT_DEPTH = 16;
const CONTENT_TYPE = /^application\/json(?: *; *charset=(?:utf-8|"utf-8"))?$/i;
const REPLACEMENT = '\ufffd';

type ReadBody = { readonly value: unknown } | Rejection;

const MALFORMED: Rejection = {
  problem: 'malformed-json',
  detail:
    'The body must be one JSON text in UTF-8, at most 16 levels deep, without a member named __proto__, ' +
    'half of a surrogate pair, or a number beyond the range of a double.',
};

/** Reads a request's body as JSON; undefined where there is none. */
export function readJsonBody({ body, isBase64Encoded, headers }: GatewayEvent): ReadBody {
  if (!body) return { value: undefined };
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LIMIT_BYTES) return { problem: 'body-too-large', detail: 'The body may take 4 MiB.' };
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    return { problem: 'unsupported-media-type', detail: 'Send Content-Type: application/json.' };
  }
  const text = new TextDecoder().decode(bytes);
  // Stands wherever bytes were not UTF-8, whether we or the gateway decoded them.
  if (text.includes(REPLACEMENT)) return MALFORMED;
  return parse(text);
}

function parse(text: string): ReadBody {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return MALFORMED;
  }
  return isPlain(value, LIMIT_DEPTH) ? { value } : MALFORMED;
}

/** Whether a parsed value means the same to every reader and can be walked without running out of stack. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([name, member]) => name !== '__proto__' && name.isWellFormed() && isPlain(member, depth - 1),
  );
}
