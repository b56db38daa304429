import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type Plugin, type PluginOption, type Rolldown } from 'vite';
import { consoleRoutes, consoleUserRoutes } from '../../lib/contracts/http/console.ts';
import { compressFiles } from './compress.ts';
import { assertDashboardBudget } from './dashboard-budget.ts';

/** The components with texts of their own, such as labels for screen readers. */
const COMPONENTS_WITH_MESSAGES = [
  '[charts]',
  'alert',
  'bar-chart',
  'button',
  'button-dropdown',
  'cartesian-chart',
  'collection-preferences',
  'copy-to-clipboard',
  'date-picker',
  'calendar',
  'expandable-section',
  'flashbar',
  'form-field',
  'input',
  'modal',
  'multiselect',
  'pagination',
  'select',
  'side-navigation',
  'status-indicator',
  'steps',
  'table',
  'tabs',
  'token-group',
];

/** Weights of Open Sans that the components use. All others are removed. */
const FONT_WEIGHTS = ['400', '700'];

/** Builds the dashboard into `dist/lambdas/dashboard/files`, beside the bundle of the function that serves it. */
export async function buildDashboard(root: string): Promise<void> {
  const outDir = join(root, 'dist/lambdas/dashboard/files');
  const source = join(root, 'lib/dashboard');
  await build({
    configFile: false,
    root: source,
    base: './',
    publicDir: false,
    logLevel: 'warn',
    plugins: [dashboardPlugins(undefined), fontFiles(), withoutUnusedParts()],
    experimental: {
      // API Gateway serves the page at /dashboard, without a slash, so its files are below another folder.
      renderBuiltUrl: (file, { hostType }) =>
        hostType === 'html' ? `./dashboard/${file}` : { relative: true },
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'baseline-widely-available',
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      // The budget limits the gzip size instead.
      chunkSizeWarningLimit: 2000,
      cssCodeSplit: true,
      modulePreload: { polyfill: false },
      rolldownOptions: { output: { codeSplitting: { groups: chunkGroups(source) } } },
    },
  });
  await compressFiles(outDir);
  await assertDashboardBudget(outDir);
}

/** The plugins that the page needs in every server. @param api the base URL of the API, if it is not that of the page */
export function dashboardPlugins(api: string | undefined): PluginOption {
  const developmentApi = virtualModule('virtual:development-api', () => api);
  return [react(), consoleRoutesModule(), messagesModule(), developmentApi];
}

/**
 * One chunk for the sign-in and one for the first page. The default splitting would load the first page from twenty
 * files, and a new account can run only ten functions at a time.
 */
function chunkGroups(source: string): Rolldown.CodeSplittingGroup[] {
  let chunks: ReadonlyMap<string, string> | undefined;
  return [
    {
      debugName: 'initial',
      name: (id, modules) => {
        // Without this, each chunk that loads others would depend on the chunk of the first page.
        if (id.includes('preload-helper') || id.includes('rolldown/runtime')) return 'sign-in';
        chunks ??= initialChunks(source, (each) => modules.getModuleInfo(each));
        return chunks.get(id) ?? null;
      },
    },
  ];
}

/** The chunk of each module of the initial load. */
function initialChunks(source: string, getModuleInfo: GetModuleInfo): ReadonlyMap<string, string> {
  const signIn = staticImports(join(source, 'main.ts'), getModuleInfo);
  const start = staticImports(join(source, 'start.tsx'), getModuleInfo);
  return new Map([
    ...[...start].map((id) => [id, 'start'] as const),
    ...[...signIn].map((id) => [id, 'sign-in'] as const),
  ]);
}

type GetModuleInfo = (id: string) => { readonly importedIds: readonly string[] } | null;

/** The modules that an entry imports statically. */
function staticImports(entry: string, getModuleInfo: GetModuleInfo, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const id of getModuleInfo(entry)?.importedIds ?? []) staticImports(id, getModuleInfo, seen);
  return seen;
}

function virtualModule(name: string, content: () => unknown): Plugin {
  const id = `\0${name}`;
  return {
    name,
    resolveId: (source) => (source === name ? id : undefined),
    load: (loaded) => (loaded === id ? `export default ${JSON.stringify(content())};` : undefined),
  };
}

/** The method and path of every console operation. */
function consoleRoutesModule(): Plugin {
  return virtualModule('virtual:console-routes', () =>
    Object.fromEntries(
      Object.entries({ ...consoleRoutes, ...consoleUserRoutes }).map(([operation, { method, path }]) => [
        operation,
        { method, path },
      ]),
    ),
  );
}

function messagesModule(): Plugin {
  const all: Record<string, Record<string, Record<string, unknown>>> = createRequire(import.meta.url)(
    '@cloudscape-design/components/i18n/messages/all.en.json',
  );
  return virtualModule('virtual:component-messages', () =>
    Object.fromEntries(
      Object.entries(all).map(([namespace, locales]) => [
        namespace,
        Object.fromEntries(
          Object.entries(locales).map(([locale, components]) => [
            locale,
            Object.fromEntries(
              Object.entries(components).filter(([component]) =>
                COMPONENTS_WITH_MESSAGES.includes(component),
              ),
            ),
          ]),
        ),
      ]),
    ),
  );
}

/** Emits the fonts of Cloudscape as files. Its style sheet contains eight of them as data, which the policy of the page forbids. */
function fontFiles(): Plugin {
  const faces = /@font-face\s*\{([^}]*?)src:\s*url\((['"]?)data:[^,]+;base64,([^)'"]+)\2\)([^}]*)\}/g;
  return {
    name: 'font-files',
    enforce: 'pre',
    async load(id) {
      if (!id.includes('global-styles/index.css')) return undefined;
      const css = await readFile(id.replace(/\?.*$/, ''), 'utf8');
      return css.replaceAll(faces, (_, before: string, _quote: string, data: string, after: string) => {
        const weight = /font-weight:\s*(\d+)/.exec(before)?.[1] ?? '';
        if (!FONT_WEIGHTS.includes(weight) || before.includes('italic')) return '';
        const reference = this.emitFile({
          type: 'asset',
          name: `open-sans-${weight}.woff2`,
          source: Buffer.from(data, 'base64'),
        });
        return `@font-face {${before}font-display: swap; src: url(__VITE_ASSET__${reference}__)${after}}`;
      });
    },
  };
}

/** Removes parts of Cloudscape that the dashboard does not use but that its first page would load. */
function withoutUnusedParts(): Plugin {
  const contentHeader = /^ {2}\.awsui-context-content-header[^{]*\{[^}]*\}/gm;
  return {
    name: 'without-unused-parts',
    enforce: 'pre',
    async load(id) {
      // Shown only within Cloudscape's own error boundary. It contains a parser of message formats.
      if (id.endsWith('/components/error-boundary/fallback.js'))
        return 'export function ErrorBoundaryFallback() { return null; }';
      // The colors of a header with a dark background.
      if (!id.endsWith('/base-theme/styles.scoped.css')) return undefined;
      return (await readFile(id, 'utf8')).replaceAll(contentHeader, '');
    },
  };
}
