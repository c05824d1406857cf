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
  dl,
  dd,
  blockquote {
    margin: 0;
    padding: 0;
  }

  /* There for screen readers, and what can be done with a settled question for whoever comes to it. */
  .unseen,
  li:not(:focus-within) .afterwards {
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

  .about {
    align-items: baseline;
    column-gap: 8px;
    display: flex;
    flex-wrap: wrap;
    font-size: 0.92em;
  }

  .agenda {
    border-inline-start: 2px solid var(--vscode-contrastBorder, var(--vscode-descriptionForeground));
    display: flex;
    flex-direction: column;
    gap: 2px;
    padding-inline-start: 10px;
  }

  .agenda h2 {
    font-size: 1.08em;
    font-weight: 600;
  }

  .agenda .actions {
    justify-content: space-between;
    margin-inline-end: -7px;
    row-gap: 0;
  }

  .end,
  .outcome {
    margin-inline-start: auto;
  }

  .phase {
    align-items: baseline;
    color: var(--vscode-descriptionForeground);
    display: flex;
    gap: 6px;
    white-space: nowrap;
  }

  select {
    background: var(--vscode-dropdown-background);
    border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder, transparent));
    border-radius: 4px;
    color: var(--vscode-dropdown-foreground);
    font: inherit;
    min-width: 0;
    padding: 1px 2px;
    text-overflow: ellipsis;
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

  /* Nothing was asked for a while: a glow that fades, and an edge that stays. */
  .nudged {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-contrastActiveBorder, transparent);
  }

  .nudge {
    color: var(--vscode-textLink-foreground);
    font-size: 0.92em;
    margin-bottom: -6px;
  }

  @media (prefers-reduced-motion: no-preference) {
    body:not(.vscode-reduce-motion) .glows .nudged {
      animation: glow 4s ease-in-out 1;
    }
  }

  @keyframes glow {
    30% {
      box-shadow: 0 0 14px 2px var(--vscode-focusBorder);
    }
  }

  .card h2 {
    font-size: 1.3em;
    font-weight: 600;
    line-height: 1.35;
    text-wrap: pretty;
  }

  .card .actions {
    column-gap: 12px;
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

  .lesser {
    display: flex;
    margin-inline: -7px;
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

  .gone {
    text-decoration: line-through;
  }

  .field {
    display: flex;
    position: relative;
  }

  .field kbd {
    color: var(--vscode-descriptionForeground);
    inset-inline-end: 6px;
    pointer-events: none;
    position: absolute;
    top: 6px;
  }

  .field:has(textarea:focus, textarea:not(:placeholder-shown)) kbd {
    display: none;
  }

  textarea {
    background: var(--vscode-input-background);
    border: 1px solid
      var(--vscode-input-border, var(--vscode-contrastBorder, var(--vscode-widget-border)));
    border-radius: 4px;
    box-sizing: border-box;
    color: var(--vscode-input-foreground);
    field-sizing: content;
    flex: 1;
    font: inherit;
    max-height: 12em;
    min-height: 26px;
    min-width: 0;
    padding: 3px 6px;
    resize: none;
  }

  textarea::placeholder {
    color: var(--vscode-descriptionForeground);
    opacity: 1;
  }

  .problem {
    color: var(--vscode-errorForeground);
    font-size: 0.92em;
  }

  textarea:focus-visible {
    border-color: var(--vscode-focusBorder);
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }

  textarea[aria-invalid] {
    border-color: var(--vscode-errorForeground);
    outline-color: var(--vscode-errorForeground);
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

  details p,
  dl {
    margin-top: 6px;
  }

  .asked {
    position: relative;
  }

  .keys summary {
    font-size: 0.92em;
    inset-inline-end: 0;
    position: absolute;
    top: 5px;
  }

  @media (max-width: 240px) {
    .keys summary {
      position: static;
    }
  }

  dl {
    color: var(--vscode-descriptionForeground);
    column-gap: 10px;
    display: grid;
    font-size: 0.92em;
    grid-template-columns: max-content 1fr;
    padding-block: 4px;
    row-gap: 3px;
  }

  dl kbd {
    margin-inline: 0 2px;
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
    display: grid;
    gap: 4px 6px;
    grid-template-columns: minmax(0, 1fr) max-content;
  }

  .own .problem {
    grid-column: 1 / -1;
    grid-row: 2;
  }

  #asked {
    font-size: 1em;
    font-weight: 600;
    margin-top: 4px;
  }

  ol {
    list-style: none;
    margin: 4px -8px 0;
  }

  li {
    border-top: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent));
    display: flex;
    flex-direction: column;
    gap: 4px;
    padding: 8px;
  }

  li:hover {
    background: var(--vscode-list-hoverBackground);
  }

  li:focus-visible {
    outline-offset: -1px;
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

  li .field {
    margin-top: 4px;
  }

  li .actions {
    font-size: 0.92em;
    gap: 2px;
    margin-inline: -7px;
  }

  /* A key is shown where it works: on the question in focus, and in its field the keys of the field. */
  li:not(:focus-within) .onItem,
  li:has(textarea:focus) .onItem,
  li:not(:has(textarea:focus)) .inField {
    display: none;
  }
`;
