/** AWS rejects signatures whose time differs from its own by more than this. */
export const SIGNATURE_TOLERANCE_MS = 300_000;

/** How far `nowMs` is ahead of the `Date` header of a response, in milliseconds; undefined without a valid header. */
export function clockSkewOf(nowMs: number, date: string | undefined): number | undefined {
  const serverMs = Date.parse(date ?? '');
  return Number.isNaN(serverMs) ? undefined : nowMs - serverMs;
}

/** `40 s behind the API` */
export function skewText(skewMs: number): string {
  return `${Math.round(Math.abs(skewMs) / 1000)} s ${skewMs >= 0 ? 'ahead of' : 'behind'} the API`;
}
