import * as vscode from 'vscode';
import type { Question } from '../../core/question.ts';
import { nameOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import { type EpochMs, type Millis, second } from '../../core/time.ts';
import type { FoundHere } from '../../platform/code/findPlace.ts';
import { isOwn, wholePath } from '../../platform/code/sourceCode.ts';
import { Later } from '../../platform/later.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { CellQuestions } from './cellQuestions.ts';
import { questionsHere } from './questionsHere.ts';

/** Nobody types for this long before the lines of questions are looked for anew. */
const rest: Millis = 300;

/** How soon a resolved question goes once it was folded: VS Code tells nobody of that. */
const folding: Millis = second;

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

interface Said {
  readonly text: string;
  readonly name: string;
  readonly at: EpochMs;
}

/** A question as it is shown, and what it was shown from. */
interface Shown {
  readonly thread: vscode.CommentThread;
  question: Question;
  /** All that its comments are made of, so that they are drawn anew only when that changes. */
  drawn: string;
}

/**
 * The open questions of the session as threads at their lines, in what is open in this window. They
 * come folded, follow their lines, and go when they are resolved, but for those that are unfolded here.
 */
export class QuestionThreads implements Disposable {
  readonly #sessions: Sessions;
  readonly #disposables = new DisposableStore();
  readonly #controller: vscode.CommentController;
  /** By the id of the question. */
  readonly #shown = new Map<string, Shown>();
  readonly #cells = this.#disposables.add(new CellQuestions());
  readonly #updateLater = this.#disposables.add(new Later(() => this.#update()));
  #canAsk = false;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    const { workspace } = vscode;
    this.#controller = this.#disposables.add(
      vscode.comments.createCommentController('interpair.questions', 'Stupid Questions'),
    );
    this.#controller.options = {
      prompt: 'Answer',
      placeHolder: 'What came of it; everyone in the session sees it',
    };
    const touched = (document: vscode.TextDocument) => {
      if (this.#hasQuestions(document)) {
        this.#updateLater.in(rest);
      }
    };
    this.#disposables.add(
      sessions.onDidChange(({ change }) => {
        if (change === undefined || telling.includes(change.entry.event.type)) {
          this.#update();
        }
      }),
    );
    const later = () => this.#updateLater.in(rest);
    this.#disposables.add(workspace.onDidOpenTextDocument(touched));
    this.#disposables.add(workspace.onDidChangeTextDocument(({ document }) => touched(document)));
    this.#disposables.add(workspace.onDidCloseTextDocument(later));
    this.#disposables.add(workspace.onDidOpenNotebookDocument(later));
    this.#disposables.add(
      workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
        if (contentChanges.length > 0) {
          later(); // Cells came, went or moved; not that one ran.
        }
      }),
    );
    this.#update();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The question of a thread, as it is shown; `undefined` if it is none of ours. */
  questionOf(thread: vscode.CommentThread): Question | undefined {
    return [...this.#shown.values()].find((shown) => shown.thread === thread)?.question;
  }

  /** Takes a question out of the gutter. */
  drop(id: string): void {
    this.#shown.get(id)?.thread.dispose();
    this.#shown.delete(id);
  }

  #hasQuestions(document: vscode.TextDocument): boolean {
    const { active } = this.#sessions;
    const path = wholePath(document);
    return (
      active !== undefined && sessionOf(active).questions.some(({ place }) => place?.path === path)
    );
  }

  #update(): void {
    this.#updateLater.cancel();
    const { active } = this.#sessions;
    if (active === undefined) {
      return; // The session is over; the threads are about to go with this object.
    }
    const session = sessionOf(active);
    const canAsk = active.connection === 'connected' && session.endedAt === undefined;
    this.#offerToAsk(canAsk);
    // To look for the others takes time, and nobody sees where they are.
    const wanted = session.questions.filter(
      ({ id, outcome }) => outcome === 'open' || isUnfolded(this.#shown.get(id)),
    );
    const found = questionsHere(wanted);
    const left = new Set(this.#shown.keys());
    for (const question of wanted) {
      const here = found.get(question.id);
      if (here !== undefined && !isCell(here.document)) {
        this.#show(session, question, here, canAsk);
        left.delete(question.id);
      }
    }
    for (const id of left) {
      this.drop(id);
    }
    if ([...this.#shown.values()].some((shown) => shown.question.outcome !== 'open')) {
      this.#updateLater.in(folding);
    }
    this.#cells.show(
      session.questions.flatMap((question) => {
        const cell = found.get(question.id)?.document;
        return cell === undefined || question.outcome !== 'open' ? [] : [{ question, cell }];
      }),
    );
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
      this.drop(question.id);
      shown = undefined;
    }
    if (shown === undefined) {
      const thread = this.#controller.createCommentThread(here.document.uri, here.range, []);
      thread.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
      // It stays so: VS Code folds what is resolved, also under the hands of someone who writes in it.
      thread.state = vscode.CommentThreadState.Unresolved;
      shown = { thread, question, drawn: '' };
      this.#shown.set(question.id, shown);
    }
    const { thread } = shown;
    shown.question = question;
    // An unfolded one VS Code moves with its text; moved from here it would lose the focus.
    if (!isUnfolded(shown) && !thread.range?.isEqual(here.range)) {
      thread.range = here.range;
    }
    thread.canReply = canReply;
    thread.label = `${words[question.outcome]}${whatBecame[here.how]}`;
    const said: readonly Said[] = [
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

function isCell({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'vscode-notebook-cell';
}

function isUnfolded(shown: Shown | undefined): boolean {
  return shown?.thread.collapsibleState === vscode.CommentThreadCollapsibleState.Expanded;
}

/** The text is a string, which VS Code shows as it is: nothing in it is a link, an image or a command. */
function comment({ text, name, at }: Said): vscode.Comment {
  return {
    body: text,
    author: { name },
    timestamp: new Date(at),
    mode: vscode.CommentMode.Preview,
  };
}
