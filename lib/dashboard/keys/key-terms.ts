import type { KeyProfileView } from '../../contracts/http/profile.ts';

/** The words of the product for its keys. */
export interface KeyTerms {
  /** `API key`. */
  readonly key: string;
  /** `API keys`. */
  readonly keys: string;
  /** `Permissions`. */
  readonly permissions: string;
  /** `Revoke` or `Delete`. */
  readonly end: string;
}

/** The operation that ends a key in the product. */
export function endOperation({ displayNames: { endKey } }: KeyProfileView): 'revokeKey' | 'deleteKey' {
  return endKey === 'revoke' ? 'revokeKey' : 'deleteKey';
}

export function keyTerms({ displayNames: { key, permissions, endKey } }: KeyProfileView): KeyTerms {
  return {
    key,
    keys: `${key}s`,
    permissions: permissions.charAt(0).toUpperCase() + permissions.slice(1),
    end: endKey === 'revoke' ? 'Revoke' : 'Delete',
  };
}

/** The title of the key page: `API Keys`. In the profile menu, the menu path ends at the section of the page. */
export function keysTitle(profile: KeyProfileView): string {
  const { menu, menuLocation } = profile.displayNames;
  const title = menuLocation === 'navigation' ? menu.at(-1) : undefined;
  return title ?? keyTerms(profile).keys;
}

/** The menus around the key page: `Settings`, or `Developer` if the path begins at the profile menu. */
export function outerMenus({ displayNames: { menu, menuLocation } }: KeyProfileView): readonly string[] {
  return menuLocation === 'navigation' ? menu.slice(0, -1) : menu.slice(1);
}
