import { type DecidedRequest, decisionLine } from '../../lib/contracts/decision-line.ts';
import type { Decision } from '../../lib/core/access/decide.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import { keyOf } from '../support/entities.ts';

/** Share of all requests. */
const TYPOS = 0.002;
const MINUTES_A_DAY = 24 * 60;

/** Generates the authorizer log lines of one minute of the day. */
export type Traffic = (minute: number, random: () => number) => readonly string[];

export interface Customer {
  readonly key: Key;
  readonly address: string;
  /** Share of all requests. */
  readonly share: number;
}

/** Many customers. A few of them have most of the traffic. */
export function customersOf(count: number): readonly Customer[] {
  const weights = Array.from({ length: count }, (_, rank) => 1 / (rank + 3));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, rank) => ({
    key: keyOf(`tenant-${rank}`, { id: `customer${rank}`, permissions: ['read'] }),
    address: `198.51.100.${rank}`,
    share: weight / total,
  }));
}

/** Share of requests with a mistyped key in a normal minute. */
export function typos(requestsADay: number): (minute: number, random: () => number) => number {
  return (minute, random) => Math.floor(requestsADay * shareOf(minute) * TYPOS + random());
}

/** A normal day: more traffic by day than at night, some mistyped keys, and a cron job with an expired key. */
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

/** For 40 minutes in the afternoon, the servers of a customer send a key of another deployment, with two retries. */
export function wrongKeyDeployed({ address, share }: Customer, requestsADay: number): Traffic {
  return (minute, random) =>
    isWithin(minute, 14 * 60, 40)
      ? times(3 * share * requestsADay * shareOf(minute), random, () => line({ outcome: 'unknown' }, address))
      : [];
}

/** Keys of a leaked list, from many addresses, within 10 minutes. */
export function stuffingWave(requests: number, fromMinute: number): Traffic {
  return (minute, random) =>
    isWithin(minute, fromMinute, 10)
      ? times((requests / 10) * (0.6 + 0.8 * random()), random, () => {
          const address = `203.0.113.${Math.floor(random() * 250)}`;
          return line({ outcome: random() < 0.5 ? 'unknown' : 'malformed' }, address);
        })
      : [];
}

/** Random credentials within ten seconds of one minute, evenly from a number of addresses. */
export function junkBurst(requests: number, sources: number, atMinute: number): Traffic {
  return (minute) =>
    minute === atMinute
      ? Array.from({ length: requests }, (_, n) =>
          line({ outcome: 'unrecognized-credential' }, `203.0.113.${n % sources}`),
        )
      : [];
}

/** Machines of a customer that retry a revoked key, each with its own address. */
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
  /** Requests per minute of each machine. */
  readonly perMinute: number;
  /** First minute of the day, and duration in minutes. */
  readonly from: number;
  readonly length: number;
}

/** A search for tenants: random keys for a number of host names, from one address. */
export function hostNameSearch(hosts: number, atMinute: number): Traffic {
  return (minute) =>
    minute === atMinute
      ? Array.from({ length: hosts }, () => line({ outcome: 'unknown-tenant' }, '203.0.113.9'))
      : [];
}

/** Requests without a decision, because the table does not respond. */
export function tableOutage(perMinute: number, from: number, length: number): Traffic {
  return (minute) =>
    isWithin(minute, from, length)
      ? Array.from({ length: perMinute }, () => line({ outcome: 'unavailable' }, '198.51.100.1'))
      : [];
}

/** An attacker who knows a key ID and guesses its secret evenly all day, each time from another address. */
export function slowGuesser({ key }: Customer, guessesPerHour: number): Traffic {
  const every = 60 / guessesPerHour;
  return (minute, random) =>
    minute % every === 0 ? [line({ outcome: 'unknown', key }, `192.0.2.${Math.floor(random() * 250)}`)] : [];
}

function allowed(key: Key): Decision {
  const { permissions } = key;
  return { outcome: 'allowed', key, generation: 1, permissions, plan: null, ownerLimits: [] };
}

function line(decision: Decision, sourceAddress: string): string {
  const request: DecidedRequest = {
    ...{ via: 'authorizer', method: 'GET', route: '/orders/{id}', requestId: 'r-1', sourceAddress },
    permission: 'read',
  };
  return decisionLine(decision, request, 4);
}

/** Relative traffic of a minute: the maximum is at 14:00, the minimum at 2:00. */
function shareOf(minute: number): number {
  return (1 + 0.6 * Math.cos(((minute / 60 - 14) / 12) * Math.PI)) / MINUTES_A_DAY;
}

function isWithin(minute: number, from: number, length: number): boolean {
  return minute >= from && minute < from + length;
}

/** Returns a random count with this average. */
function times(mean: number, random: () => number, make: () => string): readonly string[] {
  return Array.from({ length: Math.floor(mean + random()) }, make);
}
