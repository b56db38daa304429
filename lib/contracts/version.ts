/** The version of this release, as in `package.json`. A deployment states it in its OpenAPI document. */
export const VERSION = '0.2.0';
