/**
 * Text with words of a partner in it, for a notification: VS Code makes links of `[…](…)` there, links to
 * commands among them, and nobody but Interpair may offer those. Reads the same.
 */
export function noticeText(text: string): string {
  return text.replaceAll('](', ']\u200b(');
}

/** Text with words of a partner in it, for a label: VS Code makes icons of `$(…)` there. Reads the same. */
export function labelText(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}
