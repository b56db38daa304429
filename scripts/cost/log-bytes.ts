import { decisionLine, probeLine } from '../../lib/contracts/decision-line.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import { DECIDED_REQUEST } from '../samples/decided-request.ts';
import { issuedKey } from '../samples/issued-key.ts';

/** The bytes that CloudWatch adds to the size of each event. */
export const EVENT_OVERHEAD_BYTES = 26;

const { key } = issuedKey();

function lineBytes(decision: Decision): number {
  return Buffer.byteLength(decisionLine(decision, DECIDED_REQUEST, 8.4)) + EVENT_OVERHEAD_BYTES;
}

/** The ingested bytes of an allowed request. */
export function allowedLogBytes(): number {
  const { permissions } = key;
  return lineBytes({ outcome: 'allowed', key, generation: 1, permissions, plan: null, ownerLimits: [] });
}

/** The ingested bytes of a request that is denied with 401. */
export function deniedLogBytes(decision: Decision = { outcome: 'expired', key, generation: 1 }): number {
  return lineBytes(decision);
}

/** The ingested bytes of a probe. */
export function probeLogBytes(): number {
  return Buffer.byteLength(probeLine()) + EVENT_OVERHEAD_BYTES;
}

/** Bytes of the document that Lambda logs, in JSON format, for the error that a REST API's 401 takes. */
export function thrownErrorLogBytes(): number {
  const document = {
    timestamp: '2027-01-31T12:00:00.000Z',
    level: 'ERROR',
    requestId: DECIDED_REQUEST.requestId,
    message: { errorType: 'Error', errorMessage: 'Unauthorized', stackTrace: [''] },
  };
  return Buffer.byteLength(JSON.stringify(document)) + EVENT_OVERHEAD_BYTES;
}
