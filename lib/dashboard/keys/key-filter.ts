const DAY_MS = 86_400_000;

/** The filter and the order of the key list, as in the address. An empty text matches all keys. */
export interface KeyFilter {
  readonly search: string;
  readonly status: string;
  readonly owner: string;
  readonly environment: string;
  readonly permission: string;
  /** The creation in the last days: `7`; before them: `over-30`. */
  readonly created: string;
  /** The expiry in the next days: `30`. */
  readonly expires: string;
  /** `never`, the number of days without use: `90`, or the time since which there was none. */
  readonly use: string;
  /** `newest` (default), `oldest` or `expiry`. */
  readonly sort: string;
}

export const NO_FILTER: KeyFilter = {
  search: '',
  status: '',
  owner: '',
  environment: '',
  permission: '',
  created: '',
  expires: '',
  use: '',
  sort: '',
};

/** The filter in an address. */
export function filterOf(query: URLSearchParams): KeyFilter {
  const value = (name: keyof KeyFilter) => query.get(name) ?? '';
  return {
    search: value('search'),
    status: value('status'),
    owner: value('owner'),
    environment: value('environment'),
    permission: value('permission'),
    created: value('created'),
    expires: value('expires'),
    use: value('use'),
    sort: value('sort'),
  };
}

/** Whether a filter matches all keys. Its order is not relevant, except that the order by expiry omits keys. */
export function isEmpty({ sort, ...filter }: KeyFilter): boolean {
  return sort !== 'expiry' && Object.values(filter).every((each) => each === '');
}

/** The query of the API. Numbers of days are times before or after now. */
export function listQuery({ created, expires, use, ...filter }: KeyFilter, nowMs: number) {
  return {
    ...filter,
    ...creationOf(created, nowMs),
    expiresFrom: expires === '' ? undefined : new Date(nowMs).toISOString(),
    expiresBefore: instantIn(expires, 1, nowMs),
    neverUsed: use === 'never' ? 'true' : undefined,
    unusedSince: use === 'never' ? undefined : instantIn(use, -1, nowMs),
  };
}

/** `over-30` is the start of the UTC day 30 days ago, as in the report of unused keys. */
function creationOf(created: string, nowMs: number) {
  const days = /^over-(\d{1,5})$/.exec(created)?.[1];
  if (days === undefined) return { createdFrom: instantIn(created, -1, nowMs) };
  return { createdBefore: new Date((Math.floor(nowMs / DAY_MS) - Number(days)) * DAY_MS).toISOString() };
}

/** A text that is not a number of days is sent as it is, so that the API explains the error. */
function instantIn(days: string, direction: 1 | -1, nowMs: number): string | undefined {
  if (days === '') return undefined;
  const atMs = nowMs + direction * Number(days) * DAY_MS;
  return /^\d{1,5}$/.test(days) ? new Date(atMs).toISOString() : days;
}
