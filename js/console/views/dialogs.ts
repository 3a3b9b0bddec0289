/** The questions before something is changed. Each says in a dialog what will happen; Escape is always "no". */

import { html, nothing, type TemplateResult } from "lit";
import type { Context } from "../context.js";
import { isLeft } from "../focus.js";
import { about, problem } from "./parts.js";
import { teardownDialog } from "./teardown-dialog.js";

/** All dialogs; the element opens and closes them as `data-open` says. */
export function dialogs(context: Context): TemplateResult {
  return html`${deletion(context)} ${teardownDialog(context)} ${sending(context)}`;
}

function deletion({ words: { t }, client, deletions }: Context): TemplateResult {
  const { question } = deletions;
  const session = question?.session;
  const name = session?.TrafficMirrorSessionName || session?.TrafficMirrorSessionId || "";
  const passed = question?.check.state === "passed";
  return html`<dialog
    id="delete-dialog"
    aria-labelledby="delete-title"
    aria-describedby="delete-text"
    ?data-open=${question !== undefined}
    @cancel=${(event: Event) => isLeft(event) && deletions.question && deletions.leave()}
    @close=${(event: Event) => isLeft(event) && deletions.question && deletions.leave()}
  >
    <h2 id="delete-title">${about(t.deleteTitle, name)}</h2>
    ${name === session?.TrafficMirrorSessionId ? nothing : html`<p><code>${session?.TrafficMirrorSessionId}</code></p>`}
    <p id="delete-text">${t.deleteText}</p>
    <div class="check" role="status" data-check=${question?.check.state ?? nothing}>${check()}</div>
    <div class="buttons">
      <button type="button" autofocus @click=${() => deletions.leave()}>${t.cancel}</button>
      <button
        type="button"
        class="danger"
        ?disabled=${!passed}
        @click=${() => client && void deletions.confirm(client)}
      >
        ${t.deleteConfirm}
      </button>
    </div>
  </dialog>`;

  function check(): TemplateResult | typeof nothing {
    switch (question?.check.state) {
      case "asking":
        return html`<strong>${t.dryRun}</strong><span>${t.dryRunAsking}</span>`;
      case "passed":
        return html`<strong>${t.dryRunPassed}</strong><span>${t.dryRunPassedText}</span
          ><span class="muted">${t.requestId} <code>${question.check.requestId}</code></span>`;
      case "refused":
        return html`<strong>${t.dryRunRefused}</strong>${problem(question.check.error)}`;
      default:
        return nothing;
    }
  }
}

function sending({ words: { t }, client, inspector }: Context): TemplateResult {
  return html`<dialog
    id="send-dialog"
    aria-labelledby="send-title"
    aria-describedby="send-text"
    ?data-open=${inspector.asking}
    @cancel=${(event: Event) => isLeft(event) && inspector.asking && inspector.set({ asking: false })}
    @close=${(event: Event) => isLeft(event) && inspector.asking && inspector.set({ asking: false })}
  >
    <h2 id="send-title">${t.sendTitle(inspector.operation.name)}</h2>
    <p id="send-text">${t.sendText}</p>
    <pre tabindex="0" role="region" aria-label=${t.parameters}>${JSON.stringify(inspector.params, null, 2)}</pre>
    <div class="buttons">
      <button type="button" autofocus @click=${() => inspector.set({ asking: false })}>${t.cancel}</button>
      <button type="button" class="danger" @click=${() => client && void inspector.send(client)}>
        ${t.sendConfirm}
      </button>
    </div>
  </dialog>`;
}
