import * as vscode from 'vscode';
import type { Question } from '../../core/question.ts';
import { nameOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs } from '../../core/time.ts';
import { sessionOf } from '../../platform/activeSession.ts';
import { type FoundHere, findIn } from '../../platform/places.ts';
import type { Sessions } from '../../platform/sessions.ts';
import { isOwn, openSources, wholePath } from '../../platform/sourceCode.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';

/** Nobody types for this long, in milliseconds, before the lines of questions are looked for anew. */
const rest = 300;

const words = {
  open: 'Open question',
  answered: 'Answered',
  parked: 'Parked',
  breakthrough: 'Breakthrough',
} as const;

const whatBecame = {
  same: '',
  moved: '',
  changed: ', the code was edited since',
  gone: ', the code it was asked about is gone',
} as const;

/** Events after which a thread may say something else. */
const telling: readonly string[] = [
  'questionAsked',
  'questionResolved',
  'participantJoined',
  'participantReturned',
];

/** A question as it is shown, and what it was shown from. */
interface Shown {
  readonly thread: vscode.CommentThread;
  question: Question;
  /** All that its comments are made of, so that they are drawn anew only when that changes. */
  drawn: string;
}

/**
 * The open questions of the session as threads at their lines, in what is open in this window. They
 * come folded, follow their lines, and go when they are resolved: but for one that someone has open here.
 */
export class QuestionThreads implements Disposable {
  readonly #sessions: Sessions;
  readonly #disposables = new DisposableStore();
  readonly #controller: vscode.CommentController;
  /** By the id of the question. */
  readonly #shown = new Map<string, Shown>();
  #timer: NodeJS.Timeout | undefined;
  #canAsk = false;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    const { workspace } = vscode;
    this.#controller = this.#disposables.add(
      vscode.comments.createCommentController('interpair.questions', 'Stupid Questions'),
    );
    this.#controller.options = {
      prompt: 'Answer, or add what you know',
      placeHolder: 'As typed, no Markdown',
    };
    const touched = (document: vscode.TextDocument) => {
      if (this.#hasQuestions(document)) {
        this.#updateSoon();
      }
    };
    this.#disposables.add(
      sessions.onDidChange(({ change }) => {
        if (change === undefined || telling.includes(change.entry.event.type)) {
          this.#update();
        }
      }),
    );
    this.#disposables.add(workspace.onDidOpenTextDocument(touched));
    this.#disposables.add(workspace.onDidCloseTextDocument(() => this.#updateSoon()));
    this.#disposables.add(workspace.onDidChangeTextDocument(({ document }) => touched(document)));
    this.#disposables.add(toDisposable(() => clearTimeout(this.#timer)));
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The question of a thread, as it is shown; `undefined` if it is none of ours. */
  questionOf(thread: vscode.CommentThread): Question | undefined {
    return [...this.#shown.values()].find((shown) => shown.thread === thread)?.question;
  }

  #hasQuestions(document: vscode.TextDocument): boolean {
    const { active } = this.#sessions;
    const path = wholePath(document);
    return (
      active !== undefined && sessionOf(active).questions.some(({ place }) => place?.path === path)
    );
  }

  #updateSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), rest);
  }

  #update(): void {
    clearTimeout(this.#timer);
    const { active } = this.#sessions;
    if (active === undefined) {
      return; // The session is over; the threads are about to go with this object.
    }
    const session = sessionOf(active);
    const canAsk = active.connection === 'connected' && session.endedAt === undefined;
    this.#offerToAsk(canAsk);
    const found = findAll(session.questions);
    for (const question of session.questions) {
      const shown = this.#shown.get(question.id);
      const here = found.get(question.id);
      if (here !== undefined && (question.outcome === 'open' || isUnfolded(shown))) {
        this.#show(session, question, here, canAsk);
      } else if (shown !== undefined) {
        shown.thread.dispose();
        this.#shown.delete(question.id);
      }
    }
  }

  /** Only this window's own Python gets the plus sign in its gutter, and only while asking works. */
  #offerToAsk(canAsk: boolean): void {
    if (canAsk === this.#canAsk) {
      return;
    }
    this.#canAsk = canAsk;
    this.#controller.commentingRangeProvider = {
      provideCommentingRanges: ({ languageId, uri, lineCount }) =>
        canAsk && languageId === 'python' && isOwn(uri)
          ? [new vscode.Range(0, 0, lineCount - 1, 0)]
          : [],
    };
  }

  #show(session: Session, question: Question, here: FoundHere, canReply: boolean): void {
    let shown = this.#shown.get(question.id);
    if (shown !== undefined && shown.thread.uri.toString() !== here.document.uri.toString()) {
      shown.thread.dispose();
      shown = undefined;
    }
    if (shown === undefined) {
      const thread = this.#controller.createCommentThread(here.document.uri, here.range, []);
      shown = { thread, question, drawn: '' };
      this.#shown.set(question.id, shown);
    }
    const { thread } = shown;
    shown.question = question;
    if (!thread.range?.isEqual(here.range)) {
      thread.range = here.range;
    }
    thread.canReply = canReply;
    thread.label = `${words[question.outcome]}${whatBecame[here.how]}`;
    thread.state =
      question.outcome === 'open'
        ? vscode.CommentThreadState.Unresolved
        : vscode.CommentThreadState.Resolved;
    const said = [
      { text: question.text, by: question.askedBy, at: question.askedAt },
      ...question.answers,
    ].map(({ text, by, at }) => ({ text, name: nameOf(session, by), at }));
    const drawn = JSON.stringify(said);
    if (drawn !== shown.drawn) {
      shown.drawn = drawn;
      thread.comments = said.map(comment);
    }
  }
}

function isUnfolded(shown: Shown | undefined): boolean {
  return shown?.thread.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded;
}

/** Where the questions are in what is open here, by their ids. */
function findAll(questions: readonly Question[]): ReadonlyMap<string, FoundHere> {
  const found = new Map<string, FoundHere>();
  const paths = new Set(
    questions.flatMap(({ place }) => (place === undefined ? [] : [place.path])),
  );
  for (const source of openSources((path) => paths.has(path))) {
    for (const { id, place } of questions) {
      const here = place?.path === source.path ? findIn(source, place) : undefined;
      // Of two folders that both have such a file, the question is at home in that with the code.
      if (here !== undefined && (!found.has(id) || found.get(id)?.how === 'gone')) {
        found.set(id, here);
      }
    }
  }
  return found;
}

/** Text is shown as it was typed: nothing in it is a link, an image or a command. */
function comment(said: {
  readonly text: string;
  readonly name: string;
  readonly at: EpochMs;
}): vscode.Comment {
  const body = new vscode.MarkdownString().appendText(said.text);
  body.isTrusted = false;
  body.supportHtml = false;
  return {
    body,
    author: { name: said.name },
    timestamp: new Date(said.at),
    mode: vscode.CommentMode.Preview,
  };
}
