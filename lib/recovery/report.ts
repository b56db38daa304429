import type { KeyTodo, Recovered, Resource } from '../core/restore/recovery.ts';

export type RestoredResource = Pick<Resource, 'kind' | 'tenant' | 'id'>;

/** What a restore has done, or would do. */
export interface RestoreReport {
  readonly unchanged: number;
  readonly recreated: readonly RestoredResource[];
  readonly tightened: readonly RestoredResource[];
  /** Audit events, origins of keys and memberships that were missing. */
  readonly copiedItems: number;
  /** Created after the time of the copy, and in no table. */
  readonly lost: readonly RestoredResource[];
  readonly unreadable: readonly RestoredResource[];
  readonly conflicts: readonly RestoredResource[];
  /** Keys that accept no value. */
  readonly withoutValue: readonly RestoredResource[];
  /** Keys that were managed after the time of the copy and have to be adopted again. */
  readonly toAdopt: readonly RestoredResource[];
}

const LISTS = {
  recreated: 'recreated',
  tightened: 'tightened',
  lost: 'lost',
  unreadable: 'unreadable',
  conflict: 'conflicts',
} as const;
const TODO_LISTS: Readonly<Record<KeyTodo, 'withoutValue' | 'toAdopt'>> = {
  'issue-value': 'withoutValue',
  adopt: 'toAdopt',
};

/** Counts and lists results as they arrive. */
export class Results {
  #unchanged = 0;
  #copiedItems = 0;
  readonly #lists = {
    recreated: [] as RestoredResource[],
    tightened: [] as RestoredResource[],
    lost: [] as RestoredResource[],
    unreadable: [] as RestoredResource[],
    conflicts: [] as RestoredResource[],
    withoutValue: [] as RestoredResource[],
    toAdopt: [] as RestoredResource[],
  };

  add({ kind, tenant, id }: Resource, { outcome, todo }: Recovered): void {
    const resource = { kind, tenant, id };
    if (outcome === 'unchanged') this.#unchanged += 1;
    else this.#lists[LISTS[outcome]].push(resource);
    if (todo) this.#lists[TODO_LISTS[todo]].push(resource);
  }

  addCopiedItem(): void {
    this.#copiedItems += 1;
  }

  report(): RestoreReport {
    return { unchanged: this.#unchanged, copiedItems: this.#copiedItems, ...this.#lists };
  }
}
