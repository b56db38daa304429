import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import type { KeyReader } from '../../lib/core/store.ts';

/** A reader of what is in its maps, which tells what was read and in how many round trips. */
export class CountingReader implements KeyReader {
  readonly keys = new Map<string, Key>();
  /** By owner id. */
  readonly owners = new Map<string, Owner>();
  /** Every read, in order: `key <id>` or `owner <tenant> <id>`. */
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
