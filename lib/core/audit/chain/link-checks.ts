import { type Finding, linkFault } from './finding.ts';
import { type AuditLink, hashOfLink } from './link.ts';

/** How many missing links in a row are named. */
const NAMED = 100;

/** What is wrong with a link by itself, and after the one before it. */
export function linkFaults(link: AuditLink, before: AuditLink | undefined): readonly Finding[] {
  const own = hashOfLink(link) === link.hash ? [] : [linkFault('link-changed', link)];
  return before ? [...faultsBetween(before, link), ...own] : own;
}

/**
 * What is wrong with the first link that there is: retention may have taken the ones before it, if it was time for
 * the last of them.
 */
export function anchorFaults({ number, previous }: AuditLink, nowMs: number): readonly Finding[] {
  const isFirst = number === 1 && previous === null;
  const isAnchor = previous !== null && previous.keptUntilMs <= nowMs;
  return isFirst || isAnchor ? [] : [linkFault('link-missing', { number: number - 1 })];
}

function faultsBetween(before: AuditLink, link: AuditLink): readonly Finding[] {
  if (link.number <= before.number) return [linkFault('link-forked', link)];
  if (link.number > before.number + 1) {
    const count = Math.min(link.number - before.number - 1, NAMED);
    return Array.from({ length: count }, (_, index) =>
      linkFault('link-missing', { number: before.number + 1 + index }),
    );
  }
  return link.previous?.hash === before.hash ? [] : [linkFault('link-changed', before)];
}
