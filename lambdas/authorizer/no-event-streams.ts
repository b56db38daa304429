/**
 * Bundled in place of `@smithy/core/event-streams`, which no DynamoDB call needs. The SDK imports it
 * dynamically, and that alone makes esbuild wrap half of the SDK: leaving it out saves a tenth of the bundle.
 */
throw new Error('no event streams are bundled; DynamoDB has none');

export {};
