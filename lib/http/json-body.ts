import type { Json } from '../core/json.ts';
import type { GatewayEvent } from './gateway-event.ts';
import type { Rejection } from './rejection.ts';

const LIMIT_BYTES = 4 * 1024 * 1024;
const LIMIT_DEPTH = 16;
const CONTENT_TYPE = /^application\/json(?: *; *charset=(?:utf-8|"utf-8"))?$/i;
const REPLACEMENT = '\ufffd';

type ReadBody = { readonly value: Json | undefined } | Rejection;

const MALFORMED: Rejection = {
  problem: 'malformed-json',
  detail:
    'The body must be one JSON text in UTF-8 with at most 16 levels. It must not have a member named __proto__, ' +
    'an unpaired surrogate, or a number outside the range of a double.',
};

/** Reads the body of a request as JSON; undefined if it has no body. */
export function readJsonBody({ body, isBase64Encoded, headers }: GatewayEvent): ReadBody {
  if (!body) return { value: undefined };
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > LIMIT_BYTES)
    return {
      problem: 'body-too-large',
      detail: `The body has ${bytes.length} bytes. The maximum is ${LIMIT_BYTES} bytes (4 MiB).`,
    };
  if (!CONTENT_TYPE.test(headers['content-type'] ?? '')) {
    return { problem: 'unsupported-media-type', detail: 'Send Content-Type: application/json.' };
  }
  const text = new TextDecoder().decode(bytes);
  // This character replaces bytes that are not UTF-8, both in our decoder and in the gateway's.
  if (text.includes(REPLACEMENT)) return MALFORMED;
  return parse(text);
}

function parse(text: string): ReadBody {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch {
    return MALFORMED;
  }
  return isPlain(value, LIMIT_DEPTH) ? { value } : MALFORMED;
}

/** Whether every JSON parser reads a value in the same way, and its depth is within the limit. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  return Object.entries(value).every(
    ([name, member]) => name !== '__proto__' && name.isWellFormed() && isPlain(member, depth - 1),
  );
}
