#!/usr/bin/env node
// Committed JavaScript: npx caches a package without its command, so this file must exist before the first build.
import { existsSync } from 'node:fs';
import module from 'node:module';

if (existsSync(new URL('../dist/lib/cli/main.js', import.meta.url))) {
  // Caches the compiled code of later imports between runs. Node.js 20 does not support it.
  module.enableCompileCache?.();
  await import('../dist/lib/cli/main.js');
} else {
  process.stderr.write(
    'error: the CLI is not built yet\n→ run `npm start`, which builds it, or `npm run build`\n',
  );
  process.exitCode = 2;
}
