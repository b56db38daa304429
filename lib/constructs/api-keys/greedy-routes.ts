const GREEDY = /\/\{[^/]+\+\}$/;

/** Whether a route matches every path below its own: `ANY /files/{proxy+}`, `$default`. */
export function isGreedy(name: string): boolean {
  return name === '$default' || GREEDY.test(name);
}

/** Whether a request for another spelling of the route's path can match the greedy route. */
export function contains(greedy: string, name: string): boolean {
  if (name === greedy) return false;
  if (greedy === '$default') return true;
  const [method, path = ''] = greedy.split(' ');
  const [otherMethod, otherPath = ''] = name.split(' ');
  const isSameMethod = method === 'ANY' || otherMethod === 'ANY' || method === otherMethod;
  return isSameMethod && otherPath !== path && otherPath.startsWith(path.replace(GREEDY, '/'));
}
