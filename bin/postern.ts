#!/usr/bin/env node
import module from 'node:module';

// Keeps compiled code between runs, for what is imported after this call. Node.js 20 does not have it.
module.enableCompileCache?.();
await import('../lib/cli/main.ts');
