import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import type { KeyReader } from '../../lib/core/store.ts';
import type { Tenant } from '../../lib/core/tenants/tenant.ts';

/** A reader on maps that records its reads and counts the round trips. */
export class CountingReader implements KeyReader {
  readonly keys = new Map<string, Key>();
  /** By owner ID. */
  readonly owners = new Map<string, Owner>();
  readonly sessions = new Map<string, Session>();
  readonly tenants = new Map<string, Tenant>();
  /** Every read, in order: `key <id>`, `owner <tenant> <id>`, `session <id>` or `tenant <id>`. */
  reads: string[] = [];
  roundTrips = 0;
  /** If set, every read throws this error. */
  failure: Error | undefined;
  #pending = 0;

  readKey(id: string): Promise<Key | undefined> {
    return this.#read(`key ${id}`, () => this.keys.get(id));
  }

  readOwner(tenant: string, id: string): Promise<Owner | undefined> {
    return this.#read(`owner ${tenant} ${id}`, () => {
      const owner = this.owners.get(id);
      return owner?.tenant === tenant ? owner : undefined;
    });
  }

  readSession(id: string): Promise<Session | undefined> {
    return this.#read(`session ${id}`, () => this.sessions.get(id));
  }

  readTenant(id: string): Promise<Tenant | undefined> {
    return this.#read(`tenant ${id}`, () => this.tenants.get(id));
  }

  resetCounts(): void {
    this.reads = [];
    this.roundTrips = 0;
  }

  /** Resolves in a later turn of the event loop, so that concurrent reads share a round trip. */
  async #read<Found>(read: string, find: () => Found): Promise<Found> {
    this.reads.push(read);
    if (this.#pending === 0) this.roundTrips += 1;
    this.#pending += 1;
    await new Promise((resolve) => setImmediate(resolve));
    this.#pending -= 1;
    if (this.failure) throw this.failure;
    return find();
  }
}
