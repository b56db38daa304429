import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import type { KeyReader } from '../../lib/core/store.ts';
import type { Tenant } from '../../lib/core/tenants/tenant.ts';

/** A reader of what is in its maps, which tells what was read and in how many round trips. */
export class CountingReader implements KeyReader {
  readonly keys = new Map<string, Key>();
  /** By owner id. */
  readonly owners = new Map<string, Owner>();
  readonly sessions = new Map<string, Session>();
  readonly tenants = new Map<string, Tenant>();
  /** Every read, in order: `key <id>`, `owner <tenant> <id>`, `session <id>` or `tenant <id>`. */
  reads: string[] = [];
  roundTrips = 0;
  /** Thrown by every read while it is set. */
  failure: Error | undefined;
  #pending = 0;

  readKey(id: string): Promise<Key | undefined> {
    return this.#answer(`key ${id}`, () => this.keys.get(id));
  }

  readOwner(tenant: string, id: string): Promise<Owner | undefined> {
    return this.#answer(`owner ${tenant} ${id}`, () => {
      const owner = this.owners.get(id);
      return owner?.tenant === tenant ? owner : undefined;
    });
  }

  readSession(id: string): Promise<Session | undefined> {
    return this.#answer(`session ${id}`, () => this.sessions.get(id));
  }

  readTenant(id: string): Promise<Tenant | undefined> {
    return this.#answer(`tenant ${id}`, () => this.tenants.get(id));
  }

  forgetCounts(): void {
    this.reads = [];
    this.roundTrips = 0;
  }

  /** Answers a turn later, so that reads which start together share a round trip. */
  async #answer<Found>(read: string, find: () => Found): Promise<Found> {
    this.reads.push(read);
    if (this.#pending === 0) this.roundTrips += 1;
    this.#pending += 1;
    await new Promise((resolve) => setImmediate(resolve));
    this.#pending -= 1;
    if (this.failure) throw this.failure;
    return find();
  }
}
