const NAME = 'postern.hidden-key-columns';

/** The columns that the user has hidden in this browser. */
export function storedHiddenColumns(): readonly string[] {
  try {
    return (localStorage.getItem(NAME) ?? '').split(',').filter(Boolean);
  } catch {
    // The browser can forbid storage.
    return [];
  }
}

export function storeHiddenColumns(ids: readonly string[]): void {
  try {
    if (ids.length === 0) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, ids.join(','));
  } catch {
    // The choice then lasts until the page is closed.
  }
}
