import type { Handoff } from '../handoff.ts';
import { inlineMarkdown, listItem } from '../markdown.ts';
import { section, type Teller } from './teller.ts';

/** What each driver left to the next: where they were, and what they were about to do. */
export function handoffs(teller: Teller): string {
  return section(
    'Handed over',
    teller.session.handoffs.map((handoff) => {
      const { text, place } = handoff;
      const about = who(teller, handoff) + teller.at(place);
      return text === undefined
        ? listItem(about)
        : listItem(`**${inlineMarkdown(text)}**\\`, about);
    }),
    3,
  );
}

/** `Ada → Grace, 16:21`; nobody took over after the last where the session ended on a break. */
function who(teller: Teller, { by, to, at }: Handoff): string {
  const names = [by, ...(to === undefined ? [] : [to])].map((id) => teller.name(id));
  return `${names.join(' → ')}, ${teller.clock.time(at)}`;
}
