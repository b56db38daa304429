import { expect, it } from 'vitest';
import { PROBE_EVENT, probeLine } from '../../lib/contracts/decision-line.ts';
import { readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { guardHandler } from '../../lib/guard/guarded-handler.ts';
import { withProbeReply } from '../../lib/guard/probes.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import { runtimeOver } from './runtime.ts';

const sampleKeys = new SampleKeys(defaultProfile);

it('replies to a probe with its line, without calls to the table or the service', async () => {
  const { runtime, lines } = runtimeOver(sampleKeys.reader, defaultProfile);
  const reads = sampleKeys.reader.reads.length;
  const service = guardHandler(
    () => {
      throw new Error('a probe reached the service');
    },
    {},
    () => runtime,
  );
  expect(await service(PROBE_EVENT, {})).toEqual({ statusCode: 204, body: '' });
  expect(lines).toEqual([probeLine()]);
  expect(readDecisionLine(lines[0] ?? '')).toMatchObject({ via: 'probe' });
  expect(sampleKeys.reader.reads).toHaveLength(reads);
});

it('replies to a probe in the function of a framework, and passes every other event on', async () => {
  const lines: string[] = [];
  const handled: unknown[] = [];
  const handler = withProbeReply(
    (event: object) => {
      handled.push(event);
      return 'handled';
    },
    () => (line) => lines.push(line),
  );
  expect(await handler(PROBE_EVENT, {})).toEqual({ statusCode: 204, body: '' });
  expect(lines).toEqual([probeLine()]);
  expect(await handler({ rawPath: '/' }, {})).toBe('handled');
  expect(handled).toEqual([{ rawPath: '/' }]);
});
