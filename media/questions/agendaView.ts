import { html, nothing, type TemplateResult } from 'lit';
import type { AgendaItemShown } from '../../src/protocol/questionPanel.ts';
import { keys } from './keys.ts';
import { plainButton } from './plainButton.ts';
import type { Post } from './vscodeApi.ts';

/** Where the session is on its agenda. */
export function agendaView(item: AgendaItemShown, canMove: boolean, post: Post): TemplateResult {
  const { index, position, agenda, title, hint, end, isOver, next } = item;
  const moveOn = () => post({ type: 'moveAgenda', from: index });
  return html`
    <section class="agenda" aria-label="Agenda">
      <p class="quiet about">
        <bdi>${agenda}</bdi>
        <span>${position}</span>
        <span class="end">${isOver ? `was to end at ${end}` : `until ${end}`}</span>
      </p>
      <h2 dir="auto">${title}</h2>
      ${hint === undefined ? nothing : html`<p dir="auto">${hint}</p>`}
      <div class="actions">
        ${next === undefined ? nothing : html`<p class="quiet">Then: <bdi>${next}</bdi></p>`}
        ${
          canMove
            ? plainButton(next === undefined ? 'Finish agenda' : 'Move on', keys.moveOn, moveOn)
            : nothing
        }
      </div>
    </section>
  `;
}
