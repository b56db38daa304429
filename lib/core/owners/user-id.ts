import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The UUID of an owner in responses to the holders of its keys (MI-06): the owner ID if it is a UUID, else a UUID
 * derived from tenant and ID (version 8 of RFC 9562). It never changes, so that it is not stored.
 */
export function userIdOf({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return UUID.test(id) ? id : uuidOf(hash('sha256', `postern:user:1:${tenant}#${id}`, 'hex'));
}

/** Formats 122 bits of a digest with the version and the variant. */
function uuidOf(digest: string): string {
  const variant = ((Number.parseInt(digest.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    `${variant}${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join('-');
}
