import type * as vscode from 'vscode';
import { type CommandTable, lazyCommands } from '../../platform/commands.ts';
import type { Content } from '../../platform/content/content.ts';
import type { FillForm } from '../../platform/form.ts';
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

  readonly fill: FillForm = async (form) => (await this.#desk()).fill(form);

  /**
   * Looks back at the session.
   *
   * @returns whether the person went through, in a session that still runs.
   */
  async lookBack(): Promise<boolean> {
    const { lookBackForm } = await import('./forms.ts');
    return this.fill(lookBackForm);
  }
}
