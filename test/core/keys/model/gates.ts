import { type Store, UnavailableError } from '../../../../lib/core/store.ts';
import type { Fault } from './plan.ts';

/** A store call that waits for its turn. */
interface Waiting {
  readonly go: (fault: Fault | undefined) => void;
}

/** The order in which waiting calls continue, and the calls that fail. */
export interface Turns {
  readonly schedule: readonly number[];
  readonly faults: readonly { readonly atCall: number; readonly fault: Fault }[];
}

/** Lets one store call at a time continue, so that commands interleave at every call in the order of a plan. */
export class Gates {
  readonly #waiting: Waiting[] = [];
  readonly #turns: Turns;
  #calls = 0;
  injected = 0;

  constructor(turns: Turns) {
    this.#turns = turns;
  }

  /** A store whose calls wait for their turn. Each then succeeds, fails, or succeeds without a response. */
  behind(store: Store): Store {
    const gate = async <Answer>(perform: () => Promise<Answer>): Promise<Answer> => {
      const fault = await new Promise<Fault | undefined>((go) => this.#waiting.push({ go }));
      if (fault === 'fails-before') throw new UnavailableError('the store is down');
      const answer = await perform();
      if (fault === 'answer-lost') throw new UnavailableError('the answer was lost');
      return answer;
    };
    return {
      ...store,
      readKey: (id) => gate(() => store.readKey(id)),
      readOwner: (tenant, id) => gate(() => store.readOwner(tenant, id)),
      readTenant: (id) => gate(() => store.readTenant(id)),
      readSession: (id) => gate(() => store.readSession(id)),
      readIdempotencyRecord: (id) => gate(() => store.readIdempotencyRecord(id)),
      readManagedKey: (id) => gate(() => store.readManagedKey(id)),
      readDescendants: (id) => gate(() => store.readDescendants(id)),
      readKeyCount: (owner) => gate(() => store.readKeyCount(owner)),
      readCountedKeys: (owner) => gate(() => store.readCountedKeys(owner)),
      isKeyCounted: (key) => gate(() => store.isKeyCounted(key)),
      releaseKeys: (owner, keys) => gate(() => store.releaseKeys(owner, keys)),
      readMemberships: (identity) => gate(() => store.readMemberships(identity)),
      readInvitations: (email) => gate(() => store.readInvitations(email)),
      finishCascade: (id, version) => gate(() => store.finishCascade(id, version)),
      commit: (change, event) => gate(() => store.commit(change, event)),
    };
  }

  /** Runs until all commands have ended. They wait only for the gates. */
  async run(actors: readonly Promise<void>[]): Promise<void> {
    let running = actors.length;
    const failures: unknown[] = [];
    for (const actor of actors)
      void actor
        .catch((error: unknown) => failures.push(error))
        .finally(() => {
          running -= 1;
        });
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length === 0 && running === 0) break;
      const { schedule, faults } = this.#turns;
      const at =
        (schedule[this.#calls % Math.max(1, schedule.length)] ?? 0) % Math.max(1, this.#waiting.length);
      const [next] = this.#waiting.splice(at, 1);
      if (!next) throw new Error('a command waits for something other than the store');
      const planned = faults.find(({ atCall }) => atCall === this.#calls)?.fault;
      if (planned) this.injected += 1;
      this.#calls += 1;
      next.go(planned);
    }
    if (failures.length > 0) throw failures[0];
  }
}
