import { run } from './command.ts';
import { accepting } from './inputs.ts';
import { closeEditors, configure, forgetRecords } from './workspace.ts';

/** Has the sessions of a suite be of one person alone, and leaves nothing of them behind. */
export function useSolo(): void {
  before(() => configure('connection.default', 'solo'));
  after(async () => {
    await configure('connection.default', undefined);
    await forgetRecords();
    await closeEditors();
  });
}

/** Starts a session, with all that it asks for as it is offered. */
export async function startSession(): Promise<void> {
  await accepting(run('startSession'));
}
