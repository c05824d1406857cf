import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { endOfItem } from '../../core/agenda.ts';
import type { Alarm } from '../../platform/alarm.ts';
import { clockTime } from '../../platform/clockTime.ts';
import { goneNow, openPlace } from '../../platform/code/findPlace.ts';
import type { Content } from '../../platform/content/content.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import {
  type FromQuestionPanel,
  parseFromQuestionPanel,
  type ToQuestionPanel,
} from '../../protocol/questionPanel.ts';
import { assertNever } from '../../util/assertNever.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Nudge } from './nudge.ts';
import { panelHtml } from './panelHtml.ts';
import { panelModel } from './panelModel.ts';
import type { QuestionDesk } from './questionDesk.ts';
import { RoleAnnouncement } from './roleAnnouncement.ts';

export interface PanelParts {
  readonly sessions: Sessions;
  readonly desk: QuestionDesk;
  readonly content: Content;
  readonly nudge: Nudge;
  /** For the time at which the agenda item is over. */
  readonly alarm: Alarm;
  readonly log: LogChannel;
  /** The folder of the bundles. */
  readonly dist: vscode.Uri;
}

/** What fills the Stupid Questions view. It keeps no truth: each change sends it the whole model. */
export class QuestionPanel implements Disposable {
  readonly #desk: QuestionDesk;
  readonly #sessions: Sessions;
  readonly #content: Content;
  readonly #nudge: Nudge;
  readonly #alarm: Alarm;
  readonly #log: LogChannel;
  readonly #webview: vscode.Webview;
  readonly #disposables = new DisposableStore();
  readonly #announcement: RoleAnnouncement;
  /** Counts what is sent, so that a slow model never overtakes a newer one. */
  #drawn = 0;

  constructor(webview: vscode.Webview, parts: PanelParts) {
    const { desk, nudge, log, dist } = parts;
    this.#desk = desk;
    this.#sessions = parts.sessions;
    this.#content = parts.content;
    this.#nudge = nudge;
    this.#alarm = this.#disposables.add(parts.alarm);
    this.#log = log;
    this.#webview = webview;
    this.#announcement = this.#disposables.add(new RoleAnnouncement(parts.sessions));
    this.#disposables.add(desk.onDidChange(() => this.#redraw()));
    this.#disposables.add(nudge.onDidChange(() => this.#redraw()));
    this.#disposables.add(
      webview.onDidReceiveMessage((data: unknown) => {
        const message = parseFromQuestionPanel(data);
        if (message !== undefined) {
          log.background(`Question panel, ${message.type}`, () => this.#act(message));
        }
      }),
    );
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = panelHtml({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'questions.js')).toString(),
      nonce: randomBytes(16).toString('base64'),
      language: vscode.env.language,
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #redraw(): void {
    this.#log.background('Question panel', () => this.#draw());
  }

  async #draw(): Promise<void> {
    const drawing = ++this.#drawn;
    const card = await this.#desk.card();
    const check =
      card?.check === undefined ? undefined : (await this.#content.catalog()).get(card.check);
    if (drawing !== this.#drawn || this.#disposables.isDisposed) {
      return;
    }
    const { active } = this.#sessions;
    this.#wakeAtEndOfItem(active);
    const model = panelModel(
      {
        card,
        checkTitle: check?.title,
        place: this.#desk.place(),
        session: active && sessionOf(active),
        me: active?.me,
        now: active?.replica.now() ?? 0,
        connected: active?.connection === 'connected',
        nudge: this.#nudge.text,
        announcement: this.#announcement.text,
        isGone: goneNow(),
      },
      clockTime,
    );
    const message: ToQuestionPanel = { type: 'model', model };
    await this.#webview.postMessage(message);
  }

  /** What is shown of the agenda item changes when its time is up. */
  #wakeAtEndOfItem(active: ActiveSession | undefined): void {
    const end = active && endOfItem(sessionOf(active).agenda);
    if (active === undefined || end === undefined || active.replica.now() >= end) {
      this.#alarm.clear();
    } else {
      this.#alarm.set(
        end,
        () => active.replica.now(),
        () => this.#redraw(),
      );
    }
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
      case 'moveAgenda':
        return this.#sessions
          .require()
          .replica.dispatch({ type: 'moveAgenda', from: message.from, to: message.from + 1 });
      case 'setOutcome':
        return this.#desk.resolve(message.id, message.outcome, message.seen, message.answer);
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
    await openPlace(place);
  }

  async #openSource(id: string): Promise<void> {
    const { source } = await this.#desk.find(id);
    if (source !== 'practice') {
      await vscode.env.openExternal(vscode.Uri.parse(source.link, true));
    }
  }
}
