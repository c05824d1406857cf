/** What the question panel's document depends on. */
export interface PanelPage {
  /** The address of the bundle, as the webview sees it. */
  readonly scriptUri: string;
  /** Made anew for each document: 128 bits or more, in base64. */
  readonly nonce: string;
  /** The editor's display language, for screen readers: `en`. */
  readonly language: string;
}

/**
 * The document of the question panel. Only its own script runs; nothing else is loaded, since its
 * styles are constructed by that script and a content security policy lets such sheets be.
 */
export function panelHtml({ scriptUri, nonce, language }: PanelPage): string {
  return `<!DOCTYPE html>
<html lang="${escaped(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${escaped(nonce)}';">
<title>Stupid Questions</title>
</head>
<body>
<main id="questions"></main>
<script nonce="${escaped(nonce)}" src="${escaped(scriptUri)}"></script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
