import {
  coAuthorAddresses,
  type Trailered,
  withLineEndsOf,
  withTrailers,
} from '../../core/trailers.ts';

/**
 * The message box of a repository, as far as its end is ours. An empty box stays empty: VS Code commits
 * whatever a box holds as it is, so one with nothing but trailers would make a commit whose subject is
 * the first of them, replace the whole message of a commit that is amended, and keep the editor from
 * opening that an empty box stands for.
 */
export class CommitBox {
  /** The end of the message that is ours. */
  #added: string;
  /** The message as it was when it was last found or made right. */
  #seen = '';
  /** Addresses of those whom the person took out of this message, who stay out of it. */
  readonly #takenOut = new Set<string>();

  /** @param added what is still in the box from before the window was reloaded. */
  constructor(added = '') {
    this.#added = added;
  }

  /** What the box should hold, where it holds this message. */
  next(message: string, trailers: readonly string[]): Trailered {
    const typedOn = this.#typedOn(message);
    this.#see(message);
    const due = trailers.filter((trailer) =>
      coAuthorAddresses(trailer).every((address) => !this.#takenOut.has(address)),
    );
    return typedOn === undefined
      ? withTrailers(message, due, this.#added)
      : withTrailers(typedOn, due);
  }

  /** It holds what was next. */
  holds({ message, added }: Trailered): void {
    this.#seen = message;
    this.#added = added;
  }

  /** A commit was made: what a person did to the message before counts no more. */
  begin(): void {
    this.#takenOut.clear();
  }

  /**
   * What someone wrote who typed on behind the trailers, whole; `undefined` if nobody did. VS Code puts the
   * cursor there when something is added where it was, at the end.
   */
  #typedOn(message: string): string | undefined {
    const added = withLineEndsOf(message, this.#added);
    const at = added === '' ? -1 : message.lastIndexOf(added);
    const behind = message.slice(at + added.length);
    if (at < 0 || behind === '') {
      return undefined;
    }
    // On a line of its own below the trailers it belonged to no paragraph above them.
    const [lineEnd = ''] = /^\r?\n(?!\r?\n)/.exec(behind) ?? [];
    return message.slice(0, at) + lineEnd + behind;
  }

  #see(message: string): void {
    const before = subject(this.#seen);
    const named = new Set(coAuthorAddresses(message));
    const gone = coAuthorAddresses(this.#added).filter((address) => !named.has(address));
    if (!/\S/.test(message) || (gone.length > 0 && subject(message) !== before)) {
      this.#takenOut.clear(); // Another message takes its place.
      return;
    }
    for (const address of gone) {
      this.#takenOut.add(address);
    }
  }
}

function subject(message: string): string {
  return /\S.*/.exec(message)?.[0].trimEnd() ?? '';
}
