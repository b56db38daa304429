import type { ProbeAnswer } from '../../api-client/probe.ts';
import type { Finding } from './check.ts';

/** Whether Postern answers at its URL. */
export function checkEndpoint(apiUrl: string, { status }: ProbeAnswer): Finding {
  if (status === 200) return { status: 'ok', found: `${apiUrl} answers` };
  const found = `${apiUrl} answers with status ${status}`;
  if (status === 404) {
    return {
      status: 'fail',
      found: `${found}: no Postern of this version is there`,
      advice: 'check the URL, or deploy this version',
    };
  }
  return {
    status: 'fail',
    found,
    advice: 'try again; if it stays, see the logs of the API and its functions',
  };
}
