import { base64url } from 'jose';

/** The token with other claims and the original signature. */
export function tampered(token: string, claims: object): string {
  const [header, payload, signature] = token.split('.');
  return [header, encode({ ...decode(payload), ...claims }), signature].join('.');
}

/** The claims of the token without a signature. */
export function unsigned(token: string): string {
  const [, payload] = token.split('.');
  return [encode({ alg: 'none', typ: 'JWT' }), payload, ''].join('.');
}

function encode(value: object): string {
  return base64url.encode(JSON.stringify(value));
}

function decode(part = ''): object {
  return JSON.parse(new TextDecoder().decode(base64url.decode(part)));
}
