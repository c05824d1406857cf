import type * as vscode from 'vscode';
import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { TurnEnds } from '../../platform/session/turnEnds.ts';
import { settings } from '../../platform/settings.ts';
import type { ToQuestionPanel } from '../../protocol/questionPanel.ts';
import type { Disposable } from '../../util/disposable.ts';

export interface ChimeParts {
  readonly ends: TurnEnds;
  readonly attention: Attention;
  readonly log: LogChannel;
}

/**
 * Has the panel play a sound when the time of a turn or a break is up, in one window of this person's:
 * an extension has no other way to make one, as it may run on another machine than its window.
 */
export function turnChime(
  view: Pick<vscode.WebviewView, 'visible' | 'webview'>,
  { ends, attention, log }: ChimeParts,
): Disposable {
  const message: ToQuestionPanel = { type: 'chime' };
  return ends.onDidEnd(({ active, name }) => {
    if (settings.sound() && view.visible) {
      log.background('Sound', async () => {
        if (await attention.claim(active.me, `${name}/sound`)) {
          await view.webview.postMessage(message);
        }
      });
    }
  });
}
