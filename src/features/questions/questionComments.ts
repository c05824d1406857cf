import type { CommandTable } from '../../platform/commands.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { QuestionDesk } from './questionDesk.ts';
import type { ThreadReplies } from './threadReplies.ts';

/**
 * Questions at the code that they are about, as comments of VS Code. They are loaded when this window
 * comes into a session and let go of when it is out of it.
 */
export class QuestionComments implements Disposable {
  readonly #desk: QuestionDesk;
  readonly #sessions: Sessions;
  readonly #log: LogChannel;
  readonly #disposables = new DisposableStore();
  #replies: ThreadReplies | undefined;

  readonly commands: CommandTable = {
    askInThread: (reply) => this.#replies?.ask(reply),
    answerInThread: (reply) => this.#replies?.resolve(reply, 'answered'),
    breakthroughInThread: (reply) => this.#replies?.resolve(reply, 'breakthrough'),
    parkInThread: (reply) => this.#replies?.resolve(reply, 'parked'),
  };

  constructor(desk: QuestionDesk, sessions: Sessions, log: LogChannel) {
    this.#desk = desk;
    this.#sessions = sessions;
    this.#log = log;
    const follow = () => log.background('Questions at the code', () => this.#followSession());
    this.#disposables.add(sessions.onDidChange(follow));
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#replies?.dispose();
  }

  async #followSession(): Promise<void> {
    if (this.#sessions.active === undefined) {
      this.#replies?.dispose();
      this.#replies = undefined;
    } else if (this.#replies === undefined) {
      const { ThreadReplies } = await import('./threadReplies.ts');
      if (this.#sessions.active !== undefined && !this.#disposables.isDisposed) {
        this.#replies ??= new ThreadReplies(this.#desk, this.#sessions, this.#log);
      }
    }
  }
}
