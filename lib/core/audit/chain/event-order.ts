import type { AuditEvent } from '../event.ts';

/** Checks that events arrive newest first, tenant by tenant. */
export class EventOrder {
  #above: AuditEvent | undefined;
  #last: AuditEvent | undefined;

  /** Adds the next event. Of two events in the wrong order, returns the moved one: without it the order is correct. */
  next(event: AuditEvent): AuditEvent | undefined {
    if (this.#last?.tenant !== event.tenant) {
      this.#above = undefined;
      this.#last = event;
      return undefined;
    }
    const [above, last] = [this.#above, this.#last];
    if (!isAfter(event, last)) {
      this.#above = last;
      this.#last = event;
      return undefined;
    }
    if (above && isAfter(event, above)) return event;
    this.#last = event;
    return last;
  }
}

function isAfter(one: AuditEvent, other: AuditEvent): boolean {
  return one.atMs > other.atMs || (one.atMs === other.atMs && one.id > other.id);
}
