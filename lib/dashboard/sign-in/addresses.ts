import developmentApi from 'virtual:development-api';

/** The addresses of this page, which can be `…/dashboard` or `…/dashboard/`. */
const page = new URL(location.href);
page.pathname = page.pathname.replace(/\/(?:index\.html)?$/, '');

/** The registered redirect URL: the page without query and hash. */
export const dashboardUrl = `${page.origin}${page.pathname}`;

/** The API that serves this page; with a development server, the API that the developer chose. */
const api = developmentApi ?? dashboardUrl.replace(/\/dashboard$/, '');

export function apiUrl(path: string): URL {
  return new URL(`${api}${path}`);
}
