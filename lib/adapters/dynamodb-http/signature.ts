import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Credentials } from './credentials.ts';

/** A POST without a query. Header names are in lower case, and values have no repeated or outer spaces. */
export interface UnsignedRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Returns the given headers with those of the signature, which covers all of them. */
export type Sign = (
  request: UnsignedRequest,
  credentials: Awaited<ReturnType<Credentials>>,
) => Readonly<Record<string, string>>;

const ALGORITHM = 'AWS4-HMAC-SHA256';

/** The characters that `encodeURIComponent` leaves as they are and a signature covers encoded. */
const ENCODED: Readonly<Record<string, string>> = {
  '!': '%21',
  "'": '%27',
  '(': '%28',
  ')': '%29',
  '*': '%2A',
};

/** Makes the function that signs requests to DynamoDB with AWS Signature Version 4. */
export function createSigner(region: string): Sign {
  let latest: { readonly secret: string; readonly day: string; readonly key: KeyObject } | undefined;
  const signingKey = (secret: string, day: string): KeyObject => {
    if (latest?.secret !== secret || latest.day !== day) {
      const first = createSecretKey(`AWS4${secret}`, 'utf8');
      const key = [day, region, 'dynamodb', 'aws4_request'].reduce(derivedKey, first);
      latest = { secret, day, key };
    }
    return latest.key;
  };

  return ({ url, headers, body }, { accessKeyId, secretAccessKey, sessionToken }) => {
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const day = time.slice(0, 8);
    const bodyHash = sha256(body);
    const signed: Readonly<Record<string, string>> = {
      ...headers,
      host: url.host,
      'x-amz-content-sha256': bodyHash,
      'x-amz-date': time,
      ...(sessionToken && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]}\n`);
    const canonical = ['POST', canonicalPath(url), '', lines.join(''), names.join(';'), bodyHash].join('\n');
    const scope = `${day}/${region}/dynamodb/aws4_request`;
    const toSign = [ALGORITHM, time, scope, sha256(canonical)].join('\n');
    const signature = hmac(signingKey(secretAccessKey, day), toSign).digest('hex');
    const authorization =
      `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, ` +
      `Signature=${signature}`;
    return { ...signed, authorization };
  };
}

/** The path of a `URL` is encoded already. A signature covers it encoded once more, and without empty segments. */
function canonicalPath({ pathname }: URL): string {
  const encoded = encodeURIComponent(pathname.replace(/\/+/g, '/')).replaceAll('%2F', '/');
  return encoded.replace(/[!'()*]/g, (each) => ENCODED[each] ?? each);
}

function derivedKey(key: KeyObject, part: string): KeyObject {
  return createSecretKey(hmac(key, part).digest());
}

function hmac(key: KeyObject, text: string) {
  return createHmac('sha256', key).update(text);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
