/**
 * Bundled in place of `@smithy/core/event-streams`, which DynamoDB does not need. Its dynamic import makes esbuild wrap
 * half of the SDK, so this replacement saves a tenth of the bundle.
 */
throw new Error('no event streams are bundled; DynamoDB has none');

export {};
