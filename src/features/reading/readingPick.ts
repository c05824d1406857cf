import * as vscode from 'vscode';
import type { LogChannel } from '../../platform/logChannel.ts';
import { DisposableStore } from '../../util/disposable.ts';
import type { ReadingItem, ReadingSection } from './readingList.ts';
import { readingMarkdown } from './readingMarkdown.ts';

interface ReadingPickItem extends vscode.QuickPickItem {
  /** What it opens; a separator opens nothing. */
  readonly link?: string;
}

/** Shows the reading list. Enter opens a link in the browser, and the list stays for the next one. */
export function showReadingPick(sections: readonly ReadingSection[], log: LogChannel): void {
  const store = new DisposableStore();
  const pick = store.add(vscode.window.createQuickPick<ReadingPickItem>());
  pick.title = 'Reading list';
  pick.placeholder = 'Enter opens it in the browser';
  pick.items = sections.flatMap(({ title, items }) => [
    { label: title, kind: vscode.QuickPickItemKind.Separator },
    ...items.map(pickItem),
  ]);
  pick.buttons = [{ iconPath: new vscode.ThemeIcon('save'), tooltip: 'Save as Markdown' }];
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true;
  store.add(
    pick.onDidAccept(() => log.background('Opening a work', () => open(pick.activeItems[0]))),
  );
  store.add(
    pick.onDidTriggerButton(() => {
      pick.hide();
      log.background('Reading list as Markdown', () => showDocument(sections));
    }),
  );
  store.add(pick.onDidHide(() => store.dispose()));
  pick.show();
}

function pickItem({
  prompt,
  title,
  authors,
  year,
  link,
  why,
  asked,
}: ReadingItem): ReadingPickItem {
  const by = `${authors}, ${year}`;
  return {
    label: prompt ?? title,
    description: prompt === undefined ? by : `${by}: ${title}`,
    detail: asked ? `Asked in this session. ${why}` : why,
    iconPath: new vscode.ThemeIcon('link-external'),
    link,
  };
}

async function open(item: ReadingPickItem | undefined): Promise<void> {
  if (item?.link !== undefined) {
    await vscode.env.openExternal(vscode.Uri.parse(item.link, true));
  }
}

/** Not saved anywhere: the person says where. */
async function showDocument(sections: readonly ReadingSection[]): Promise<void> {
  const content = readingMarkdown(sections);
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document, { preview: false });
}
