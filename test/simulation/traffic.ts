import { type DecidedRequest, decisionLine } from '../../lib/contracts/decision-line.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { keyOf } from '../support/entities.ts';

/** Of all requests. */
const TYPOS = 0.002;
const MINUTES_A_DAY = 24 * 60;

/** What comes to the API in one minute of the day, as lines of an authorizer. */
export type Traffic = (minute: number, random: () => number) => readonly string[];

export interface Customer {
  readonly key: Key;
  readonly address: string;
  /** Of all requests. */
  readonly share: number;
}

/** Many customers, of whom a few have most of the traffic. */
export function customersOf(count: number): readonly Customer[] {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, rank) => ({
    key: keyOf(`tenant-${rank}`, { id: `customer${rank}`, permissions: ['read'] }),
    address: `198.51.100.${rank}`,
    share: weight / total,
  }));
}

/** How many of an ordinary minute's requests have a mistyped key. */
export function typos(requestsADay: number): (minute: number, random: () => number) => number {
  return (minute, random) => Math.floor(requestsADay * shareOf(minute) * TYPOS + random());
}

/** An ordinary day: more by day than at night, a mistyped key now and then, and a cron job with an expired one. */
export function ordinaryTraffic(customers: readonly Customer[], requestsADay: number): Traffic {
  const cron = keyOf('tenant-0', { id: 'cron' });
  return (minute, random) => [
    ...customers.flatMap(({ key, address, share }) =>
      times(share * requestsADay * shareOf(minute), random, () =>
        random() < TYPOS ? line({ outcome: 'malformed' }, address) : line(allowed(key), address),
      ),
    ),
    line({ outcome: 'expired', key: cron, generation: 1 }, '198.51.100.200'),
  ];
}

/** For 40 minutes of its afternoon a customer's servers send a key of another deployment, and try again twice. */
export function wrongKeyDeployed({ address, share }: Customer, requestsADay: number): Traffic {
  return (minute, random) =>
    isWithin(minute, 14 * 60, 40)
      ? times(3 * share * requestsADay * shareOf(minute), random, () => line({ outcome: 'unknown' }, address))
      : [];
}

/** Keys out of a leaked list, from many addresses, within 10 minutes. */
export function stuffingWave(requests: number, fromMinute: number): Traffic {
  return (minute, random) =>
    isWithin(minute, fromMinute, 10)
      ? times((requests / 10) * (0.6 + 0.8 * random()), random, () => {
          const address = `203.0.113.${Math.floor(random() * 250)}`;
          return line({ outcome: random() < 0.5 ? 'unknown' : 'malformed' }, address);
        })
      : [];
}

/** Junk within ten seconds of one minute, evenly from so many addresses. */
export function junkBurst(requests: number, sources: number, atMinute: number): Traffic {
  return (minute) =>
    minute === atMinute
      ? Array.from({ length: requests }, (_, n) =>
          line({ outcome: 'unrecognized-credential' }, `203.0.113.${n % sources}`),
        )
      : [];
}

/** A customer's machines, each with an address of its own, that retry a revoked key. */
export function retryLoop(key: Key, { machines, perMinute, from, length }: RetryLoop): Traffic {
  return (minute) =>
    isWithin(minute, from, length)
      ? Array.from({ length: machines * perMinute }, (_, n) =>
          line({ outcome: 'revoked', key }, `198.51.100.${n % machines}`),
        )
      : [];
}

interface RetryLoop {
  readonly machines: number;
  /** Of each machine. */
  readonly perMinute: number;
  /** The minute of the day, and how many minutes it lasts. */
  readonly from: number;
  readonly length: number;
}

/** A search for tenants: made-up keys at so many host names, from one address. */
export function hostNameSearch(hosts: number, atMinute: number): Traffic {
  return (minute) =>
    minute === atMinute
      ? Array.from({ length: hosts }, () => line({ outcome: 'unknown-tenant' }, '203.0.113.9'))
      : [];
}

/** Requests that could not be decided on, because the table did not answer. */
export function tableOutage(perMinute: number, from: number, length: number): Traffic {
  return (minute) =>
    isWithin(minute, from, length)
      ? Array.from({ length: perMinute }, () => line({ outcome: 'unavailable' }, '198.51.100.1'))
      : [];
}

/** Somebody who knows the id of a key and guesses its secret, evenly, all day, from ever another address. */
export function slowGuesser({ key }: Customer, guessesPerHour: number): Traffic {
  const every = 60 / guessesPerHour;
  return (minute, random) =>
    minute % every === 0 ? [line({ outcome: 'unknown', key }, `192.0.2.${Math.floor(random() * 250)}`)] : [];
}

function allowed(key: Key): Decision {
  return { outcome: 'allowed', key, generation: 1, permissions: key.permissions, plan: null };
}

function line(decision: Decision, sourceAddress: string): string {
  const request: DecidedRequest = {
    ...{ via: 'authorizer', method: 'GET', route: '/orders/{id}', requestId: 'r-1', sourceAddress },
    permission: 'read',
  };
  return decisionLine(decision, request, 4);
}

/** Of the day's traffic, what a minute has: the most at 14:00, the least at 2:00. */
function shareOf(minute: number): number {
  return (1 + 0.6 * Math.cos(((minute / 60 - 14) / 12) * Math.PI)) / MINUTES_A_DAY;
}

function isWithin(minute: number, from: number, length: number): boolean {
  return minute >= from && minute < from + length;
}

/** So often on average. */
function times(mean: number, random: () => number, make: () => string): readonly string[] {
  return Array.from({ length: Math.floor(mean + random()) }, make);
}
