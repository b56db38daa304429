import manifest from '../../../package.json' with { type: 'json' };

const { devDependencies } = manifest;

/** A package in the version that the tests use, for `npm install`. */
export function pinned(name: keyof typeof devDependencies): string {
  return `${name}@${devDependencies[name]}`;
}
