type Settings = Readonly<Record<string, unknown>>;

/** Settings over other settings: an object replaces only the fields that it has, and any other value replaces the value. */
export function mergeSettings(base: Settings, over: Settings): Settings {
  const merged = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(over)) {
    const earlier = merged.get(name);
    merged.set(name, isSettings(earlier) && isSettings(value) ? mergeSettings(earlier, value) : value);
  }
  return Object.fromEntries(merged);
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
