/** A server's message about a signature, compared with the request of the inspector. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Context } from "../context.js";

export function diagnosisView({ inspector, client, words: { t } }: Context): TemplateResult {
  const { diagnosis } = inspector;
  const submit = (event: Event) => {
    event.preventDefault();
    if (client !== undefined) {
      void inspector.diagnose(client);
    }
  };
  return html`<section class="part" id="diagnosis" aria-labelledby="diagnosis-title">
    <h3 id="diagnosis-title">${t.diagnosis}</h3>
    <p class="hint">${t.diagnosisText}</p>
    <form @submit=${submit}>
      <label class="field"
        ><span>${t.serverMessage}</span
        ><textarea
          rows="4"
          required
          spellcheck="false"
          autocomplete="off"
          .value=${live(inspector.message)}
          @input=${(event: Event) => inspector.set({ message: (event.target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>
      <div class="buttons"><button type="submit">${t.diagnose}</button></div>
    </form>
    <div role="status">
      ${
        diagnosis === undefined
          ? nothing
          : html`<div class="check" data-check=${diagnosis.cause === "unknown" ? "asking" : "refused"}>
              <strong
                >${
                  {
                    secret: t.causeSecret,
                    canonicalisation: t.causeCanonicalisation,
                    unknown: t.causeUnknown,
                  }[diagnosis.cause]
                }</strong
              >
              ${diagnosis.at === undefined ? nothing : html`<span>${t.differAt(diagnosis.at)}</span>`}
              ${
                diagnosis.ours === undefined
                  ? nothing
                  : html`<dl class="compare">
                      <dt>${t.ours}</dt>
                      <dd><code>${diagnosis.ours}</code></dd>
                      <dt>${t.theirs}</dt>
                      <dd><code>${diagnosis.theirs}</code></dd>
                    </dl>`
              }
              <span class="hint" lang="en">${diagnosis.hint}</span>
            </div>`
      }
    </div>
  </section>`;
}
