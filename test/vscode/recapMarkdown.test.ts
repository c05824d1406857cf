import assert from 'node:assert/strict';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { inlineCode, inlineMarkdown } from '../../src/core/markdown.ts';

const hostile = [
  '# Heading',
  '## ===',
  '---',
  '- [ ] task',
  '1. one',
  '> quote',
  '**bold** _em_ ~~gone~~ `code` ``two``',
  '<img src=x onerror=alert(1)><!-- --><b>',
  '[link](command:interpair.endSession) ![image](x.png) [ref]: y <made-up:x>',
  '$x_1$ and $$\\frac{1}{2}$$',
  '| a | b |',
  '&lt;b&gt; &#36;',
  'ends in a backslash \\',
  '\\*not em\\*',
  'a #',
  '~~~',
  '{#id} [^1] :smile:',
] as const;

/** Markdown as VS Code's own preview makes it. */
async function render(markdown: string): Promise<string> {
  return v.parse(v.string(), await vscode.commands.executeCommand('markdown.api.render', markdown));
}

/** The words of some HTML, and the tags that it has. */
function read(html: string): { readonly text: string; readonly tags: readonly string[] } {
  // Markdown's editor and preview find each other by an empty element at the top.
  const tags = [...html.matchAll(/<(?!span\b)(\w+)/g)].map(([, tag]) => tag ?? '');
  const text = html
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
  return { tags, text: text.replace(/\s+/g, ' ').trim() };
}

describe('what people typed in the preview of a recap', () => {
  it('is rendered by VS Code, where it is Markdown', async () => {
    const { tags } = read(await render('**bold** and $x_1$'));
    assert.ok(tags.includes('strong') && tags.includes('math'), 'formulas are rendered too');
  });

  for (const typed of hostile) {
    it(`is read as it was typed: ${typed}`, async () => {
      const shown = inlineMarkdown(typed);
      const bare = read(await render(`${shown}\n`));
      assert.deepEqual(bare, { text: typed, tags: ['p'] });
      const heading = read(await render(`# ${shown}\n`));
      assert.deepEqual(heading, { text: typed, tags: ['h1'] });
      const item = read(await render(`- **${shown}**\\\n  after\n  > ${shown} (Ada)\n`));
      assert.deepEqual(item, {
        text: `${typed} after ${typed} (Ada)`,
        tags: ['ul', 'li', 'strong', 'br', 'blockquote', 'p'],
      });
    });

    it(`is read as code: ${typed}`, async () => {
      const { text, tags } = read(await render(`at ${inlineCode(typed)}: there\n`));
      assert.deepEqual({ text, tags }, { text: `at ${typed}: there`, tags: ['p', 'code'] });
    });
  }
});
