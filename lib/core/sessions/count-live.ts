import { effectiveSessionStatus, isOwnerDeactivated } from '../access/effective-status.ts';
import type { Key } from '../keys/key.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import { paginate } from '../pagination.ts';
import type { UseCaseDeps } from '../use-case.ts';
import { endsSessions } from './end-with-key.ts';
import { LIVE_SESSIONS_LIMIT, SESSION_LIMIT_MS } from './session.ts';

export interface LiveSessions {
  /** At most LIVE_SESSIONS_LIMIT. */
  readonly count: number;
  /** When the last of them expires, in milliseconds since 1970; null if there are none. */
  readonly untilMs: number | null;
}

/**
 * Counts the sessions of a key that are still accepted; undefined if the profile has no sessions. Eventually
 * consistent.
 *
 * @throws UnavailableError if the store does not respond
 */
export async function countLiveSessions(
  { store, codecs, clock }: Pick<UseCaseDeps, 'store' | 'codecs' | 'clock'>,
  key: Key,
): Promise<LiveSessions | undefined> {
  if (!codecs.session) return undefined;
  const nowMs = clock();
  const owner = await readBoundOwner(store, key);
  if (endsSessions(key, nowMs) || isOwnerDeactivated(key, owner)) return { count: 0, untilMs: null };

  // A suspended tenant can be resumed, so its sessions count.
  const holder = { owner, isSuspended: false };
  const expiries: number[] = [];
  for await (const sessions of paginate((page) => store.listSessions(key, page))) {
    const live = sessions.filter((each) => effectiveSessionStatus(each, key, holder, nowMs) === 'active');
    expiries.push(...live.map(({ expiresAtMs }) => expiresAtMs));
    // The newest sessions come first, and no session is longer than the limit.
    const isOver = sessions.some(({ createdAtMs }) => createdAtMs + SESSION_LIMIT_MS <= nowMs);
    if (isOver || expiries.length >= LIVE_SESSIONS_LIMIT) break;
  }
  return {
    count: Math.min(expiries.length, LIVE_SESSIONS_LIMIT),
    untilMs: expiries.length === 0 ? null : Math.max(...expiries),
  };
}
