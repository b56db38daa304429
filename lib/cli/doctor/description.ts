import * as z from 'zod';
import type { ProbeResponse } from '../../api-client/probe.ts';

const description = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
/** What the checks read in the OpenAPI document of a deployment. */
export type Description = z.output<typeof description>;

/** The OpenAPI document in the response; undefined if the response has none that this CLI version can read. */
export function readDescription({ text }: ProbeResponse): Description | undefined {
  try {
    return description.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
