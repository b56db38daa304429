import routes from 'virtual:console-routes';
import type { consoleRoutes, consoleUserRoutes } from '../../contracts/http/console.ts';
import type { Problem } from '../../contracts/http/problem.ts';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { RouteRequest, RouteResponse } from '../../contracts/http/route.ts';
import { apiUrl } from '../sign-in/addresses.ts';
import type { Session } from '../sign-in/session.ts';
import { ApiError, SessionExpiredError, UnreachableError } from './errors.ts';

type Routes = typeof consoleRoutes & typeof consoleUserRoutes;
export type Operation = keyof Routes;
export type Response<O extends Operation> = RouteResponse<Routes[O]>;

/** The body of a request. */
export type Body<O extends Operation> = RouteRequest<Routes[O]>['body'];

export interface Request<O extends Operation> {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: Body<O>;
  readonly idempotencyKey?: string;
  /** The version that the user has seen. */
  readonly ifVersion?: number;
  readonly signal?: AbortSignal;
}

/** A slower request is ended and reported. */
const TIMEOUT_MS = 30_000;

/** The console API, as the signed-in user. */
export class ApiClient {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** @throws ApiError, UnreachableError or SessionExpiredError */
  async call<O extends Operation>(operation: O, request: Request<O> = {}): Promise<Response<O>> {
    const first = await send(operation, request, await this.#token(() => this.#session.accessToken()));
    const response =
      first.status === 401
        ? await send(operation, request, await this.#token(() => this.#session.refresh()))
        : first;
    if (response.status === 401) throw new SessionExpiredError();
    return read<O>(response);
  }

  /** The public key profile of the deployment. */
  async profile(): Promise<KeyProfileView> {
    const response = await request(apiUrl('/profile.json'), {});
    if (!response.ok) throw new UnreachableError();
    const profile: KeyProfileView = await response.json();
    return profile;
  }

  signOut(): Promise<void> {
    return this.#session.signOut();
  }

  async #token(get: () => Promise<string>): Promise<string> {
    try {
      return await get();
    } catch (cause) {
      throw new SessionExpiredError(undefined, { cause });
    }
  }
}

function send<O extends Operation>(
  operation: O,
  { params = {}, query = {}, body, idempotencyKey, ifVersion, signal }: Request<O>,
  token: string,
): Promise<globalThis.Response> {
  const { method, path } = routes[operation];
  const url = apiUrl(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
  );
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') url.searchParams.set(name, value);
  }
  const headers = new Headers({ authorization: `Bearer ${token}` });
  if (body !== undefined) headers.set('content-type', 'application/json');
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  if (ifVersion !== undefined) headers.set('if-match', `"${ifVersion}"`);
  return request(url, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
  });
}

async function request(url: URL, init: RequestInit): Promise<globalThis.Response> {
  try {
    return await fetch(url, { cache: 'no-store', credentials: 'omit', redirect: 'error', ...init });
  } catch (cause) {
    if (init.signal?.reason instanceof DOMException && init.signal.reason.name === 'AbortError') throw cause;
    throw new UnreachableError(undefined, { cause });
  }
}

async function read<O extends Operation>(response: globalThis.Response): Promise<Response<O>> {
  if (response.ok) {
    const body: Response<O> = await response.json();
    return body;
  }
  throw new ApiError(await problemOf(response), retryAfterMs(response));
}

/** The gateway itself responds without problem details, for example if it throttles. */
async function problemOf(response: globalThis.Response): Promise<Problem> {
  const { status } = response;
  const body: Partial<Problem> = await response.json().catch(() => ({}));
  if (body.code !== undefined && body.title !== undefined) {
    return { type: 'about:blank', status, ...body, code: body.code, title: body.title };
  }
  if (status === 429)
    return { type: 'about:blank', status, code: 'too-many-requests', title: 'Too many requests' };
  return {
    type: 'about:blank',
    status,
    code: 'unavailable',
    title: `The API responded with status ${status}`,
  };
}

function retryAfterMs({ status, headers }: globalThis.Response): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  return Number(headers.get('retry-after') ?? 1) * 1000;
}
