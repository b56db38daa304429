import { type LinkFinding, linkFault } from './finding.ts';
import { type AuditLink, hashOfLink } from './link.ts';

/** The maximum number of missing links in a row that are reported individually. */
const REPORTED_GAPS_LIMIT = 100;

/** The faults of a link on its own and relative to the previous link. */
export function linkFaults(link: AuditLink, before: AuditLink | undefined): readonly LinkFinding[] {
  const hashFaults = hashOfLink(link) === link.hash ? [] : [linkFault('link-changed', link)];
  return before ? [...faultsBetween(before, link), ...hashFaults] : hashFaults;
}

/**
 * The faults of the first stored link. Retention can have removed the earlier links if the last of them was due for
 * removal.
 */
export function anchorFaults({ number, previous }: AuditLink, nowMs: number): readonly LinkFinding[] {
  const isFirst = number === 1 && previous === null;
  const isAnchor = previous !== null && previous.keptUntilMs <= nowMs;
  return isFirst || isAnchor ? [] : [linkFault('link-missing', { number: number - 1 })];
}

function faultsBetween(before: AuditLink, link: AuditLink): readonly LinkFinding[] {
  if (link.number <= before.number) return [linkFault('link-forked', link)];
  if (link.number > before.number + 1) {
    const count = Math.min(link.number - before.number - 1, REPORTED_GAPS_LIMIT);
    return Array.from({ length: count }, (_, index) =>
      linkFault('link-missing', { number: before.number + 1 + index }),
    );
  }
  return link.previous?.hash === before.hash ? [] : [linkFault('link-changed', before)];
}
