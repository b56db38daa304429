import { isSameJson } from './json.ts';

/** A setting of a resource that is out of its bounds. */
export interface OutOfBounds<Setting> {
  readonly outcome: 'settings-out-of-bounds';
  readonly setting: Setting;
}

/** A setting, and whether a resource has it within its bounds. */
export type Bound<Resource> = readonly [setting: keyof Resource, isWithin: (resource: Resource) => boolean];

/**
 * Checks a normalized resource against the bounds of all interfaces.
 *
 * @param stored the stored resource: settings that are equal in it are not checked again
 * @returns the first setting that is out of bounds; undefined if all are within their bounds
 */
export function outOfBounds<Resource, Setting extends keyof Resource>(
  bounds: readonly (readonly [Setting, (resource: Resource) => boolean])[],
  resource: Resource,
  stored?: Resource,
): OutOfBounds<Setting> | undefined {
  const isUnchanged = (setting: Setting) => stored && isSameJson(stored[setting], resource[setting]);
  const [setting] = bounds.find(([each, isWithin]) => !isWithin(resource) && !isUnchanged(each)) ?? [];
  return setting === undefined ? undefined : { outcome: 'settings-out-of-bounds', setting };
}
