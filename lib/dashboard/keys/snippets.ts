import type { KeyProfileView } from '../../contracts/http/profile.ts';
import { apiUrl } from '../sign-in/addresses.ts';

interface IssuedKey {
  readonly tenant: string;
  readonly value: string;
}

/** How to store and send a new key: a line of a `.env` file, a curl command, and code. */
export function snippetsOf(
  { credentials, tenancy, displayNames }: KeyProfileView,
  { tenant, value }: IssuedKey,
): readonly { readonly label: string; readonly text: string }[] {
  const variable = displayNames.environmentVariable;
  // With tenancy by host, the first label of the host is the tenant.
  const url = `https://${tenancy === 'by-host' ? `${tenant}.` : ''}api.example.com/`;
  // Postern's own API checks the key and shows what it decides. With tenancy by host, only hosts of tenants accept keys.
  const pingUrl = tenancy === 'by-host' ? url : apiUrl('/ping').href;
  const [{ header, scheme } = { header: 'authorization', scheme: null }] = credentials;
  const name = header.replaceAll(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  const prefix = scheme === null ? '' : `${scheme} `;
  return [
    { label: '.env file', text: `${variable}=${value}` },
    { label: 'Request with curl', text: `curl -i -H "${name}: ${prefix}$${variable}" ${pingUrl}` },
    {
      label: 'Request in JavaScript',
      text: `await fetch('${url}', {\n  headers: {\n    ${quoted(name)}: \`${prefix}\${process.env.${variable}}\`,\n  },\n});`,
    },
  ];
}

function quoted(name: string): string {
  return name.includes('-') ? `'${name}'` : name;
}
