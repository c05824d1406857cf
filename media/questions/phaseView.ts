import { html, type TemplateResult } from 'lit';
import { phaseText } from '../../src/core/phase.ts';
import { phases } from '../../src/core/question.ts';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import type { Post } from './vscodeApi.ts';

/** The value of the option by which the phase is inferred. */
const AUTOMATIC = '';

/** The phase of the session: by itself, or as someone says. */
export function phaseView({ phase, canAsk }: QuestionPanelModel, post: Post): TemplateResult {
  const { inferred, set } = phase;
  const choose = ({ currentTarget }: Event) => {
    if (currentTarget instanceof HTMLSelectElement) {
      const chosen = phases.find((one) => one === currentTarget.value);
      post({ type: 'setPhase', ...(chosen !== undefined && { phase: chosen }) });
    }
  };
  return html`
    <label class="phase">
      <span>Phase</span>
      <select .value=${set ?? AUTOMATIC} ?disabled=${!canAsk} @change=${choose}>
        <option value=${AUTOMATIC} ?selected=${set === undefined}>
          Automatic: ${phaseText(inferred)}
        </option>
        ${phases.map(
          (one) => html`<option value=${one} ?selected=${one === set}>${phaseText(one)}</option>`,
        )}
      </select>
    </label>
  `;
}
