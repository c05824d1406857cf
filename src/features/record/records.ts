import type * as vscode from 'vscode';
import type { RunAhead } from '../../platform/code/runs.ts';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import type { Content } from '../../platform/content/content.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { lazy } from '../../util/lazy.ts';
import type { RecordDesk } from './recordDesk.ts';

/** What a pair puts on the record by hand. The prompts for it are loaded when the first is needed. */
export class Records {
  readonly commands: CommandTable;
  readonly #desk: () => Promise<RecordDesk>;

  /** @param state where what was typed and not recorded yet is kept. */
  constructor(sessions: Sessions, content: Content, state: vscode.Memento) {
    this.#desk = lazy(async () => {
      const { RecordDesk } = await import('./recordDesk.ts');
      return new RecordDesk(sessions, state);
    });
    this.commands = {
      ...lazyCommands(
        ['recordPrediction', 'settlePrediction', 'recordFinding', 'recordDeadEnd'],
        async () => (await import('./recordCommands.ts')).recordCommands(await this.#desk()),
      ),
      ...lazyCommands(['chooseAgenda', 'nextAgendaItem', 'goToAgendaItem'], async () =>
        (await import('./agendaCommands.ts')).agendaCommands(sessions, content),
      ),
      lookBack: async () => {
        await this.lookBack();
      },
    };
  }

  /**
   * Asks what the pair expects of a run, which it may leave open, and then holds the turn for it.
   *
   * @param run absent where nothing is known of it.
   * @returns whether the person went through, in a session that still runs.
   */
  async predictThenHold(run: RunAhead | undefined): Promise<boolean> {
    const { predictThenHold } = await import('./predictThenHold.ts');
    return predictThenHold(await this.#desk(), run);
  }

  /**
   * Looks back at the session.
   *
   * @returns whether the person went through, in a session that still runs.
   */
  async lookBack(): Promise<boolean> {
    const { lookBackForm } = await import('./forms.ts');
    return (await this.#desk()).fill(lookBackForm);
  }
}
