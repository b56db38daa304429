import { join } from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { dashboardPlugins } from '../build/dashboard.ts';
import { ROOT } from '../local/state-directory.ts';

/**
 * Serves the sources of the dashboard at `http://localhost:<port>/dashboard`, and reloads the page after each change. Its pages
 * call another origin, which must allow them (`developmentOrigins`).
 *
 * @param api the base URL of the API
 * @throws Error if the port is in use: the allowed origin has this port
 */
export async function startDevelopmentServer(api: string, port: number): Promise<ViteDevServer> {
  const server = await createServer({
    configFile: false,
    root: join(ROOT, 'lib/dashboard'),
    cacheDir: join(ROOT, 'node_modules/.cache/vite'),
    publicDir: false,
    logLevel: 'warn',
    plugins: [dashboardPlugins(api)],
    server: { host: 'localhost', port, strictPort: true, fs: { allow: [ROOT] } },
  });
  return server.listen();
}
