import type { Session } from '../../core/session.ts';
import { counted } from '../../core/time.ts';

/** Structurally VS Code's `ViewBadge`. */
export interface Badge {
  readonly value: number;
  readonly tooltip: string;
}

/** A view that VS Code shows a badge on. */
export interface Badged {
  badge?: Badge | undefined;
}

/** How many questions are open, and that someone is reminded to ask; `undefined` for neither. */
export function badgeOf(
  session: Session | undefined,
  nudge: string | undefined,
): Badge | undefined {
  const open = session?.questions.filter(({ outcome }) => outcome === 'open').length ?? 0;
  if (open === 0) {
    return nudge === undefined ? undefined : { value: 1, tooltip: nudge };
  }
  const questions = counted(open, 'open question');
  return { value: open, tooltip: nudge === undefined ? questions : `${questions}. ${nudge}` };
}

/**
 * The badge of the questions, on their own view. VS Code lets that have one only once it was shown, so
 * until then another view carries it; never do both.
 */
export class QuestionBadge {
  readonly #standIn: Badged;
  #carrier: Badged;
  #badge: Badge | undefined;

  constructor(standIn: Badged) {
    this.#standIn = standIn;
    this.#carrier = standIn;
  }

  show(badge: Badge | undefined): void {
    const { value, tooltip } = this.#badge ?? {};
    if (value !== badge?.value || tooltip !== badge?.tooltip) {
      this.#badge = badge;
      this.#carrier.badge = badge;
    }
  }

  /** The questions view was shown. */
  moveTo(own: Badged): void {
    this.#standIn.badge = undefined;
    this.#carry(own);
  }

  /** A questions view is gone; another may have taken its place already. */
  leave(own: Badged): void {
    if (this.#carrier === own) {
      this.#carry(this.#standIn);
    }
  }

  #carry(carrier: Badged): void {
    this.#carrier = carrier;
    carrier.badge = this.#badge;
  }
}
