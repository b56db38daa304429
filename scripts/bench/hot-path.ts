import { hash } from 'node:crypto';
import { httpReply } from '../../lambdas/authorizer/http-reply.ts';
import { restReply } from '../../lambdas/authorizer/rest-reply.ts';
import { decisionLine } from '../../lib/contracts/decision-line.ts';
import { type Decision, decide } from '../../lib/core/access/decide.ts';
import type { Requirement } from '../../lib/core/access/permissions.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { restEvent } from '../samples/authorizer-events.ts';
import { DECIDED_REQUEST } from '../samples/decided-request.ts';
import { codec, issuedKey, NOW_MS } from '../samples/issued-key.ts';
import type { Peer } from './peers.ts';
import type { Row, Table } from './report.ts';
import { interleave, ratios, summarize } from './samples.ts';
import { TARGETS } from './targets.ts';
import { timedAwaits, timedLoop } from './timed-loop.ts';

export const FLOOR = 'one SHA-256 of 56 bytes';
const CALLS = 1000;

const requirement: Requirement = { kind: 'permission', permission: 'read' };
const { methodArn } = restEvent({ route: '/orders/{id}', path: '/orders/17' });

/** Several keys, so that consecutive calls verify different values. */
const issued = Array.from({ length: 64 }, () => {
  const { key, value } = issuedKey();
  // A substring of a new header text, as in a request: not hashed or compared before.
  const header: string = JSON.parse(JSON.stringify(`Bearer ${value}`));
  return { key, value: header.slice('Bearer '.length), text: value.padEnd(56, '.').slice(0, 56) };
});

function pick(call: number) {
  const found = issued[call % issued.length];
  if (!found) throw new RangeError('there are no keys to verify');
  return found;
}

/** The floor: microseconds of one hash. */
export const oneHash = timedLoop(CALLS, (call) => hash('sha256', pick(call).text, 'hex'));

const HOLDER = { owner: undefined, isSuspended: false };

/** A value in, a decision out, with the key's record at hand. */
function verify(call: number): Decision {
  const { key, value } = pick(call);
  const presented = codec.parse(value);
  if (!presented) throw new Error('the value is not well-formed');
  return decide({ presented, key, ...HOLDER, requirement, sourceAddress: null, nowMs: NOW_MS });
}

function verifyAndResponse(call: number, reply: (decision: Decision) => unknown): string {
  const decision = verify(call);
  return decisionLine(decision, DECIDED_REQUEST, (call % 50) / 10) + JSON.stringify(reply(decision));
}

const toRest = (decision: Decision) => restReply(decision, methodArn, defaultProfile);
const toHttp = (decision: Decision) => httpReply(decision, {});

/** What verifying costs, beside one hash and beside other libraries, all in memory. */
export async function hotPath(
  peers: readonly Peer[],
  rounds: number,
  say: (text: string) => void,
): Promise<Table> {
  const ours = [
    { name: FLOOR, sample: oneHash },
    { name: 'verify', sample: timedLoop(CALLS, verify) },
    { name: 'verify, line, REST reply', sample: timedLoop(CALLS, (call) => verifyAndResponse(call, toRest)) },
    {
      name: 'verify, line, HTTP reply',
      sample: timedLoop(CALLS, (call) => verifyAndResponse(call, toHttp)),
    },
  ];
  const theirs = peers.map(({ name, calls, verify }) => ({ name, sample: timedAwaits(calls, verify) }));
  const samples = await interleave([...ours, ...theirs], rounds, (round) => say(`verify ${round}/${rounds}`));
  const row = (name: string, bar?: number): Row => ({
    name,
    bar,
    ...summarize(ratios(samples, name, FLOOR)),
  });
  return {
    title: 'Verify, in memory',
    unit: `× ${FLOOR}`,
    rows: [
      row('verify', TARGETS.verify),
      row('verify, line, REST reply', TARGETS.verifyLineReply),
      row('verify, line, HTTP reply', TARGETS.verifyLineReply),
      ...peers.map(({ name }) => row(name)),
    ],
  };
}
