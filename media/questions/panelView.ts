import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { agendaView } from './agendaView.ts';
import { askedView } from './askedView.ts';
import { cardView } from './cardView.ts';
import type { Drafts } from './drafts.ts';
import { ownQuestionView } from './ownQuestionView.ts';
import { phaseView } from './phaseView.ts';
import type { Post } from './vscodeApi.ts';

/** What a screen reader is told. */
export interface Spoken {
  readonly text: string;
  /** Counts what was told, so that the same words are told again. */
  readonly count: number;
}

/** The whole panel. */
export function panelView(
  model: QuestionPanelModel | undefined,
  { text, count }: Spoken,
  post: Post,
  drafts: Drafts,
): TemplateResult {
  return html`
    <h1 class="unseen">Stupid Questions</h1>
    <p class="unseen" role="status">${keyed(count, html`<span>${text}</span>`)}</p>
    ${model === undefined ? nothing : html`${sessionView(model, post)} ${cardView(model, post)}`}
    ${model?.canAsk ? ownQuestionView(post, drafts) : nothing}
    ${
      model?.sessionRunning && !model.canAsk
        ? html`<p class="quiet">
            The session is out of reach: asking works again as soon as it is back.
          </p>`
        : nothing
    }
    ${model?.sessionRunning || model?.asked.length ? askedView(model, post, drafts) : nothing}
  `;
}

function sessionView(model: QuestionPanelModel, post: Post): TemplateResult {
  const { agendaItem, sessionRunning, canAsk } = model;
  return html`
    ${agendaItem === undefined ? nothing : agendaView(agendaItem, canAsk, post)}
    ${sessionRunning ? phaseView(model, post) : nothing}
  `;
}
