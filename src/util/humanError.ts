/**
 * An error whose message is one sentence written for the person at the screen: what happened, why,
 * and what to do. Any other error is a defect; its message goes to the log, not to a person.
 */
export class HumanError extends Error {
  override readonly name = 'HumanError';
}

/** What to tell a person about anything that was thrown. */
export function messageForPerson(error: unknown): string {
  return error instanceof HumanError
    ? error.message
    : 'Interpair ran into an unexpected error; "Interpair: Show Log" has the details.';
}

/** Why something failed, for a sentence that says what did. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to write to the log about anything that was thrown. */
export function detailForLog(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
