const DARK = matchMedia('(prefers-color-scheme: dark)');
const DARK_CLASS = 'awsui-dark-mode';

/** Follows the color scheme of the browser. */
export function followColorScheme(): void {
  const apply = () => document.body.classList.toggle(DARK_CLASS, DARK.matches);
  DARK.addEventListener('change', apply);
  apply();
}
