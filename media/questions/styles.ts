import { css } from 'lit';

/** The panel's one sheet: VS Code's tokens only, so that every theme, high contrast too, looks right. */
export const panelStyles = css`
  body {
    background: transparent;
    color: var(--vscode-foreground);
    font-family: var(--vscode-font-family);
    font-size: var(--vscode-font-size);
    font-weight: var(--vscode-font-weight);
    line-height: 1.4;
    margin: 0;
    padding: 8px 12px 16px;
  }

  main {
    display: flex;
    flex-direction: column;
    gap: 12px;
    overflow-wrap: anywhere;
  }

  h1,
  h2,
  p,
  ol,
  blockquote {
    margin: 0;
    padding: 0;
  }

  .unseen {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }

  .quiet {
    color: var(--vscode-descriptionForeground);
  }

  .phase {
    align-items: baseline;
    color: var(--vscode-descriptionForeground);
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }

  select {
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    padding: 1px 2px;
  }

  select:disabled {
    opacity: 0.6;
  }

  .card {
    background: var(--vscode-editor-background);
    border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    border-radius: 6px;
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 14px;
  }

  .card h2 {
    font-size: 1.3em;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: pretty;
  }

  .card h2 + .quiet {
    margin-top: -6px;
  }

  .actions {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }

  kbd {
    background: none;
    border: 1px solid color-mix(in srgb, currentcolor 45%, transparent);
    border-radius: 3px;
    box-shadow: none;
    color: inherit;
    display: inline-block;
    font-family: inherit;
    font-size: 0.8em;
    line-height: 1.3;
    margin-inline-start: 6px;
    min-width: 1.1em;
    padding: 0 2px;
    text-align: center;
  }

  button {
    background: none;
    border: 0;
    color: inherit;
    cursor: pointer;
    font: inherit;
    padding: 0;
    text-align: start;
  }

  .plain {
    align-items: center;
    border: 1px solid transparent;
    border-radius: 4px;
    display: inline-flex;
    line-height: 22px;
    padding: 1px 6px;
  }

  .plain:hover {
    background: var(--vscode-toolbar-hoverBackground);
    outline: 1px dashed var(--vscode-contrastActiveBorder, transparent);
  }

  .link {
    color: var(--vscode-textLink-foreground);
    overflow-wrap: anywhere;
  }

  .link:hover {
    color: var(--vscode-textLink-activeForeground);
    text-decoration: underline;
  }

  textarea {
    background: var(--vscode-input-background);
    border: 1px solid
      var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border)));
    border-radius: 4px;
    box-sizing: border-box;
    color: var(--vscode-input-foreground);
    field-sizing: content;
    font: inherit;
    max-height: 12em;
    min-height: 26px;
    padding: 3px 6px;
    resize: none;
  }

  textarea::placeholder {
    color: var(--vscode-descriptionForeground);
    opacity: 1;
  }

  textarea:focus-visible {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  :is(button, select, summary, h2, li):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: 2px;
  }

  summary {
    border-radius: 2px;
    color: var(--vscode-descriptionForeground);
    cursor: pointer;
    width: fit-content;
  }

  details p {
    margin-top: 6px;
  }

  .vscode-high-contrast main {
    --vscode-button-secondaryBackground: var(--vscode-editor-background);
    --vscode-button-secondaryHoverBackground: var(--vscode-editor-background);
  }

  vscode-button[secondary]::part(base) {
    border-color: var(
      --vscode-contrastBorder,
      var(--vscode-button-secondaryBorder, var(--vscode-dropdown-border, transparent))
    );
  }

  .own {
    align-items: end;
    display: flex;
    gap: 6px;
  }

  .own textarea {
    flex: 1;
    min-width: 0;
  }

  #asked {
    font-size: 1em;
    font-weight: 600;
    margin-top: 4px;
  }

  ol {
    list-style: none;
    margin-top: 4px;
  }

  li {
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 8px 0;
  }

  .about {
    align-items: baseline;
    column-gap: 8px;
    display: flex;
    flex-wrap: wrap;
    font-size: 0.92em;
  }

  .outcome {
    margin-inline-start: auto;
  }

  .open .outcome,
  .breakthrough .outcome {
    border: 1px solid currentcolor;
    border-radius: 3px;
    color: var(--vscode-foreground);
    padding: 0 5px;
  }

  .breakthrough .outcome {
    background: var(--vscode-badge-background);
    border-color: var(--vscode-contrastBorder, transparent);
    color: var(--vscode-badge-foreground);
  }

  .text,
  blockquote {
    white-space: pre-wrap;
  }

  blockquote {
    background: none;
    border-inline-start: 2px solid var(--vscode-descriptionForeground);
    padding-inline-start: 8px;
  }

  li textarea {
    margin-top: 4px;
  }

  li vscode-button::part(base) {
    line-height: 20px;
    padding: 0 8px;
  }

  li .actions {
    gap: 6px;
  }

  li > .link {
    width: fit-content;
  }
`;
