/** The same port. `around` runs in place of each call of a method and makes it with `call`. */
export function interceptCalls<Port extends object>(
  port: Port,
  around: (call: () => unknown, name: string) => unknown,
): Port {
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => around(() => Reflect.apply(method, target, args), String(name));
    },
  });
}
