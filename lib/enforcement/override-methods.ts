import type { Headers } from '../core/access/presented-credential.ts';

/** Headers by which frameworks let a request name another method than its own. */
const OVERRIDE_HEADERS = ['x-http-method-override', 'x-http-method', 'x-method-override'];

const METHOD = /^[A-Z]+$/;

/** The methods that such headers name, in upper case. The service behind may route by one of them. */
export function overrideMethods(headers: Headers): readonly string[] {
  return OVERRIDE_HEADERS.flatMap((name) => headers(name))
    .flatMap((text) => text.split(','))
    .map((method) => method.trim().toUpperCase())
    .filter((method) => METHOD.test(method));
}
