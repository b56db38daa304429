import type { DecidedRequest } from '../../lib/contracts/decision-line.ts';
import type { Headers } from '../../lib/core/access/presented-credential.ts';

/** What deciding and logging need of a request, whichever API it came through. */
export interface GatewayRequest
  extends Pick<DecidedRequest, 'method' | 'route' | 'requestId' | 'sourceAddress'> {
  readonly headers: Headers;
  /** Whether the gateway can be told to let this request pass and no other. */
  readonly grantable: boolean;
}

/** The event is none that an authorizer gets; nothing is known of the request, so nothing is allowed. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';

  constructor() {
    super(
      'the event is neither that of a REST API (a REQUEST authorizer) nor that of an HTTP API (payload format 2.0); configure the authorizer as one of them',
    );
  }
}

/** A JSON object whose fields are still to be looked at. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NONE: readonly string[] = [];
/** A value that is no text is there and no credential: the empty text is just that. */
const NO_TEXT: readonly string[] = [''];

/** Headers of an event, one text or a list of texts a name. Two spellings of one name are duplicates. */
export function headersOf(received: Fields): Headers {
  return (name) => {
    let texts = NONE;
    for (const spelling in received) {
      if (spelling.length !== name.length || spelling.toLowerCase() !== name) continue;
      const found = textsOf(received[spelling]);
      texts = texts.length === 0 ? found : [...texts, ...found];
    }
    return texts;
  };
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isTexts(value) ? value : NO_TEXT;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
