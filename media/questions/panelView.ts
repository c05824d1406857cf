import { html, nothing, type TemplateResult } from 'lit';
import { phaseText } from '../../src/core/phase.ts';
import { phases } from '../../src/core/question.ts';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { askedView } from './askedView.ts';
import { cardView } from './cardView.ts';
import type { Drafts } from './drafts.ts';
import { ownQuestionView } from './ownQuestionView.ts';
import type { Post } from './vscodeApi.ts';

/**
 * The whole panel.
 * @param spoken what a screen reader says: the panel's only live region.
 */
export function panelView(
  model: QuestionPanelModel | undefined,
  spoken: string,
  post: Post,
  drafts: Drafts,
): TemplateResult {
  return html`
    <h1 class="unseen">Stupid Questions</h1>
    <p class="unseen" role="status">${spoken}</p>
    ${
      model === undefined
        ? nothing
        : html`
            ${model.sessionRunning ? phaseView(model, post) : nothing} ${cardView(model, post)}
            ${model.canAsk ? ownQuestionView(post, drafts) : nothing}
            ${
              model.sessionRunning && !model.canAsk
                ? html`<p class="quiet">
                    The session is out of reach: asking works again as soon as it is back.
                  </p>`
                : nothing
            }
            ${
              model.sessionRunning || model.asked.length > 0
                ? askedView(model, post, drafts)
                : nothing
            }
          `
    }
  `;
}

function phaseView(model: QuestionPanelModel, post: Post): TemplateResult {
  const choose = ({ currentTarget }: Event) => {
    const chosen = phases.find(
      (phase) => currentTarget instanceof HTMLSelectElement && phase === currentTarget.value,
    );
    if (chosen !== undefined) {
      post({ type: 'setPhase', phase: chosen });
    }
  };
  return html`
    <label class="phase">
      <span>Phase</span>
      <select .value=${model.phase} ?disabled=${!model.canAsk} @change=${choose}>
        ${phases.map(
          (phase) =>
            html`<option value=${phase} ?selected=${phase === model.phase}>
              ${phaseText(phase)}
            </option>`,
        )}
      </select>
    </label>
  `;
}
