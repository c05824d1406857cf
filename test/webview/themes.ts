import { readFileSync } from 'node:fs';
import * as v from 'valibot';

export const themes = ['light', 'dark', 'highContrast', 'highContrastLight'] as const;
export type Theme = (typeof themes)[number];

/** What VS Code puts on the body of a webview. */
const bodyClasses: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  highContrast: 'vscode-high-contrast',
  highContrastLight: 'vscode-high-contrast vscode-high-contrast-light',
};

const fonts = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
};

const tokens = v.record(v.string(), v.string());

/**
 * The colours of the themes that VS Code 1.139 brings (Light 2026, Dark 2026 and the two of high
 * contrast), as its workbench had them: those that the panel and its buttons and fields use.
 */
const colours = v.parse(
  v.object({ light: tokens, dark: tokens, highContrast: tokens, highContrastLight: tokens }),
  JSON.parse(readFileSync(new URL('themes.json', import.meta.url), 'utf8')),
);

export function themeTokens(theme: Theme): {
  bodyClass: string;
  background: string;
  tokens: Record<string, string>;
} {
  return {
    bodyClass: bodyClasses[theme],
    background: colours[theme]['--vscode-sideBar-background'] ?? '',
    tokens: { ...fonts, ...colours[theme] },
  };
}
