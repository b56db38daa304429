import type { ProbeResponse } from '../../api-client/probe.ts';
import type { Finding } from './check.ts';

/** Checks that Postern responds at its URL. */
export function checkEndpoint(apiUrl: string, { status }: ProbeResponse): Finding {
  if (status === 200) return { status: 'ok', found: `${apiUrl} responds` };
  const found = `${apiUrl} responds with status ${status}`;
  if (status === 404) {
    return {
      status: 'fail',
      found: `${found}: no Postern API of this version found`,
      advice: 'Check the URL, or deploy this version.',
    };
  }
  return {
    status: 'fail',
    found,
    advice: 'Try again. If the error persists, see the logs of the API and its functions.',
  };
}
