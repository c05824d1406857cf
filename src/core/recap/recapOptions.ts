/** A publication that was behind a question or a scaffold of the session. */
export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  /** An https link to read it. */
  readonly link: string;
}

/** What a recap needs to know that is not in the log. */
export interface RecapOptions {
  /** An IANA name, for example `Europe/Zurich`; times are printed in it. */
  readonly timeZone: string;
  /** Whether the session goes on, which its log does not tell while it has no end. */
  readonly isRunning?: boolean;
  /** Whether it tells how long each person drove in all, and how much they asked. */
  readonly tellsShares?: boolean;
  /** The destination of a link to the picture of the session; absent where there is none. */
  readonly picture?: string;
  /**
   * The destination of a link to a figure of the workspace folder; `undefined` where it can't be
   * reached from the recap, which then names its path.
   */
  readonly figureLink?: (figure: string) => string | undefined;
  /** In the order in which they are listed; each link once. */
  readonly papers?: readonly Paper[];
}
