import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type ActiveSession, sessionOf } from '../../platform/activeSession.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { Content } from '../../platform/content.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { Sessions } from '../../platform/sessions.ts';
import {
  type FromQuestionPanel,
  parseFromQuestionPanel,
  type ToQuestionPanel,
} from '../../protocol/questionPanel.ts';
import { assertNever } from '../../util/assertNever.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import { panelHtml } from './panelHtml.ts';
import { panelModel } from './panelModel.ts';
import type { QuestionDesk } from './questionDesk.ts';

/** The Stupid Questions view. The webview keeps no truth: each change sends it the whole model. */
export class QuestionPanel implements vscode.WebviewViewProvider, Disposable {
  readonly #desk: QuestionDesk;
  readonly #sessions: Sessions;
  readonly #content: Content;
  readonly #log: LogChannel;
  readonly #dist: vscode.Uri;
  readonly #disposables = new DisposableStore();
  #view: vscode.WebviewView | undefined;
  /** Counts what is sent, so that a slow model never overtakes a newer one. */
  #drawn = 0;

  constructor(
    desk: QuestionDesk,
    sessions: Sessions,
    content: Content,
    log: LogChannel,
    dist: vscode.Uri,
  ) {
    this.#desk = desk;
    this.#sessions = sessions;
    this.#content = content;
    this.#log = log;
    this.#dist = dist;
    this.#disposables.add(desk.onDidChange(() => this.#redraw()));
    this.#disposables.add(vscode.window.registerWebviewViewProvider('interpair.questions', this));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    const { webview } = view;
    webview.options = { enableScripts: true, localResourceRoots: [this.#dist] };
    webview.onDidReceiveMessage((data: unknown) => {
      const message = parseFromQuestionPanel(data);
      if (message !== undefined) {
        this.#log.background(`Question panel, ${message.type}`, () => this.#act(message));
      }
    });
    view.onDidDispose(() => {
      this.#view = undefined;
    });
    webview.html = panelHtml({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(this.#dist, 'questions.js')).toString(),
      nonce: randomBytes(16).toString('base64'),
      language: vscode.env.language,
    });
  }

  #redraw(): void {
    this.#log.background('Question panel', () => this.#draw());
  }

  async #draw(): Promise<void> {
    if (this.#view === undefined) {
      return; // Nobody sees it: nothing is loaded and nothing is read for it.
    }
    const drawing = ++this.#drawn;
    const card = await this.#desk.card();
    const check =
      card?.check === undefined ? undefined : (await this.#content.catalog()).get(card.check);
    const view = this.#view;
    if (drawing !== this.#drawn || view === undefined) {
      return;
    }
    const { active } = this.#sessions;
    const model = panelModel(
      {
        card,
        checkTitle: check?.title,
        place: this.#desk.place(),
        session: active === undefined ? undefined : sessionOf(active),
        connected: active?.connection === 'connected',
        announcement: announcement(active),
      },
      clockTime,
    );
    view.badge = badge(model.asked.filter(({ outcome }) => outcome === 'open').length);
    const message: ToQuestionPanel = { type: 'model', model };
    await view.webview.postMessage(message);
  }

  async #act(message: FromQuestionPanel): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#draw();
      case 'ask':
        return this.#desk.ask(await this.#desk.find(message.id));
      case 'askOwn':
        return this.#desk.askOwn(message.text);
      case 'park':
        return this.#desk.park(await this.#desk.find(message.id));
      case 'next':
        return this.#desk.passOver(message.id);
      case 'insertCheck':
        return this.#insertCheck(message.id);
      case 'setPhase':
        return this.#desk.setPhase(message.phase);
      case 'setOutcome':
        return this.#desk.resolve(message.id, message.outcome, message.answer);
      case 'openPlace':
        return this.#openPlace(message.id);
      case 'openSource':
        return this.#openSource(message.id);
      case 'startSession':
        return vscode.commands.executeCommand('interpair.startSession');
      default:
        return assertNever(message);
    }
  }

  async #insertCheck(id: string): Promise<void> {
    const { check } = await this.#desk.find(id);
    if (check !== undefined) {
      await vscode.commands.executeCommand('interpair.insertSanityCheck', check);
    }
  }

  async #openPlace(id: string): Promise<void> {
    const session = sessionOf(this.#sessions.require());
    const place = session.questions.find((question) => question.id === id)?.place;
    if (place === undefined) {
      throw new HumanError('That question is not pinned to a line.');
    }
    const { openPlace } = await import('../../platform/findPlace.ts');
    await openPlace(place);
  }

  async #openSource(id: string): Promise<void> {
    const { source } = await this.#desk.find(id);
    if (source !== 'practice') {
      await vscode.env.openExternal(vscode.Uri.parse(source.link, true));
    }
  }
}

function badge(open: number): vscode.ViewBadge | undefined {
  return open === 0
    ? undefined
    : { value: open, tooltip: `${open} open question${open === 1 ? '' : 's'}` };
}

/** Role changes only, so that a screen reader speaks when it matters. */
function announcement(active: ActiveSession | undefined): string {
  if (active === undefined) {
    return '';
  }
  const { turn } = sessionOf(active);
  return turn.driver === active.me ? 'You drive.' : 'You navigate.';
}
