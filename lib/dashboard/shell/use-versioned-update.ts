import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { hasProblem } from '../api/errors.ts';

interface VersionedUpdateOptions<Item, Change> {
  /** The item as the user sees it. */
  readonly item: Item;
  /** Updates the item if it has this version. */
  readonly save: (change: Change, ifVersion: number) => Promise<unknown>;
  /** Reads the stored version after another user has changed the item. */
  readonly read: () => Promise<Item>;
  readonly onSaved: () => Promise<unknown>;
}

/**
 * The update of an item that other users can change at the same time. After such a change, `current` is the stored version, and
 * the next submission replaces it.
 */
export function useVersionedUpdate<Item extends { readonly version: number }, Change>({
  item,
  save,
  read,
  onSaved,
}: VersionedUpdateOptions<Item, Change>) {
  // A refresh of the page in the background must not replace the version that the user sees in the form.
  const [opened] = useState(item);
  const [newer, setNewer] = useState<Item>();
  const current = newer ?? opened;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (change: Change) => {
      try {
        await save(change, current.version);
        return 'saved';
      } catch (failure) {
        if (!hasProblem(failure, 'version-mismatch')) throw failure;
        setNewer(await read());
        return 'conflict';
      }
    },
    onSuccess: (outcome) => (outcome === 'saved' ? onSaved() : undefined),
  });
  return { opened, current, isConflict: newer !== undefined, isPending, error, submit: mutate };
}
