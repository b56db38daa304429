const GREEDY = /\/\{[^/]+\+\}$/;

/** Whether a route takes whatever is below its path: `ANY /files/{proxy+}`, `$default`. */
export function isGreedy(name: string): boolean {
  return name === '$default' || GREEDY.test(name);
}

/** Whether requests to spellings of a route's path can reach this greedy route. */
export function contains(greedy: string, name: string): boolean {
  if (name === greedy) return false;
  if (greedy === '$default') return true;
  const [method, path = ''] = greedy.split(' ');
  const [otherMethod, otherPath = ''] = name.split(' ');
  const isSameMethod = method === 'ANY' || otherMethod === 'ANY' || method === otherMethod;
  return isSameMethod && otherPath !== path && otherPath.startsWith(path.replace(GREEDY, '/'));
}
