import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * The UUID under which an owner is told to the holders of its keys (MI-06): its id where that is one already, else
 * one made of tenant and id (version 8 of RFC 9562). The same for ever, so that it is never stored.
 */
export function userIdOf({ tenant, id }: { readonly tenant: string; readonly id: string }): string {
  return UUID.test(id) ? id : uuidOf(hash('sha256', `postern:user:1:${tenant}#${id}`, 'hex'));
}

/** 122 bits of a digest, around the version and the variant. */
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
