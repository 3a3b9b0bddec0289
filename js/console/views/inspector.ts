/** The request inspector: form, signed URL, the signature step by step, the answer, and the diagnosis. */

import { operations } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { Context } from "../context.js";
import type { Method } from "../model/inspector.js";
import { MASKED_SIGNATURE, masked } from "../model/mask.js";
import { diagnosisView } from "./diagnosis.js";
import { formFields } from "./form.js";
import { options, problem, prose, typed } from "./parts.js";

export function inspectorView(context: Context): TemplateResult {
  return html`<div class="inspector">
    ${requestForm(context)}
    <div class="results">${results(context)} ${diagnosisView(context)}</div>
  </div>`;
}

function requestForm({ inspector, client, words: { t } }: Context): TemplateResult {
  const { operation } = inspector;
  const methods: [Method, string][] = [
    ["url", t.methodUrl],
    ["form", t.methodForm],
    ["v3", t.methodV3],
  ];
  const submit = (event: Event) => {
    event.preventDefault();
    if (client !== undefined) {
      void inspector.sign(client);
    }
  };
  const send = () => {
    if (inspector.changesThings) {
      inspector.set({ asking: true });
    } else if (client !== undefined) {
      void inspector.send(client);
    }
  };
  const form = { t, regionId: client?.regionId ?? "", edited: () => inspector.edited() };
  return html`<form class="request" novalidate @submit=${submit}>
    <label class="field"
      ><span>${t.operation}</span
      ><select id="operation" @change=${(event: Event) => inspector.choose(typed(event))}>
        ${options(
          operations.map(({ name }) => [name, name]),
          operation.name,
        )}
      </select></label
    >
    <p class="about">
      <span lang="en">${prose(operation.description)}</span>
      <span class="chip">${operation.kind === "read" ? t.reads : t.writes}</span>
    </p>
    <div class="parameters" role="group" aria-label=${t.parameters}>
      ${keyed(operation.name, formFields(form, operation.params, inspector.fields))}
    </div>
    <label class="field"
      ><span>${t.method}</span
      ><select @change=${(event: Event) => inspector.set({ method: typed(event) as Method })}>
        ${options(methods, inspector.method)}
      </select></label
    >
    <details>
      <summary>${t.advanced}</summary>
      <div class="pair">
        ${(["nonce", "timestamp"] as const).map(
          (name) =>
            html`<label class="field"
              ><span>${t[name]}</span
              ><input
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=${name === "nonce" ? t.random : t.now}
                .value=${live(inspector[name])}
                @input=${(event: Event) => inspector.set({ [name]: typed(event) })}
            /></label>`,
        )}
      </div>
    </details>
    <div class="buttons">
      <button type="submit" class="primary">${t.preview}</button>
      <button type="button" class=${inspector.changesThings ? "danger" : ""} @click=${send}>${t.send}</button>
    </div>
    <p class="hint">${t.sendHint}</p>
  </form>`;
}

function results(context: Context): TemplateResult {
  const { inspector, words } = context;
  const { t } = words;
  const { signed, revealed, error } = inspector;
  if (error !== undefined) {
    return html`<div class="check" data-check="refused" role="alert">${problem(error)}</div>
      ${inspector.answer === undefined ? nothing : answer(context)}`;
  }
  if (signed === undefined) {
    return inspector.answer === undefined ? html`<p class="empty">${t.inspectorEmpty}</p>` : answer(context);
  }
  const { explanation, url } = signed;
  const shown = (text: string) => (revealed ? text : masked(text));
  const signature = revealed ? explanation.signature : MASKED_SIGNATURE;
  const toggle = html`<button
    type="button"
    class="quiet"
    aria-pressed=${String(revealed)}
    @click=${() => inspector.set({ revealed: !revealed })}
  >
    ${revealed ? t.mask : t.reveal}
  </button>`;
  return html`
    ${
      url === undefined
        ? nothing
        : html`<section class="part" id="signed-url" aria-labelledby="url-title">
            <div class="head">
              <h3 id="url-title">${t.signedUrl}</h3>
              ${toggle}
              <button type="button" class="quiet" @click=${() => void context.copy(url)}>${t.copy}</button>
            </div>
            <p class="hint">${t.signedUrlText}</p>
            ${
              inspector.uncopied
                ? html`<p class="check" data-check="refused" role="alert">${t.copyFailed}</p>`
                : nothing
            }
            ${code(t.signedUrl, shown(url))}
          </section>`
    }
    <section class="part" id="steps" aria-labelledby="steps-title">
      <div class="head">
        <h3 id="steps-title">${t.steps}</h3>
        ${url === undefined ? toggle : nothing}
      </div>
      <ol class="steps">
        ${step(`1. ${t.stepQuery}`, shown(explanation.canonicalQuery))}
        ${explanation.canonicalRequest === undefined ? nothing : step(`2. ${t.stepRequest}`, shown(explanation.canonicalRequest))}
        ${step(`${explanation.canonicalRequest === undefined ? 2 : 3}. ${t.stepString}`, shown(explanation.stringToSign))}
        ${step(
          `${explanation.canonicalRequest === undefined ? 3 : 4}. ${t.stepSignature} (${explanation.algorithm})`,
          signature,
        )}
      </ol>
    </section>
    ${answer(context)}
  `;
}

function answer({ inspector, words: { t } }: Context): TemplateResult {
  const content = () => {
    switch (inspector.answer?.state) {
      case "sending":
        return html`<p class="muted">${t.sending}</p>`;
      case "done":
        return code(t.answer, JSON.stringify(inspector.answer.value, null, 2));
      case "failed":
        return html`<div class="check" data-check="refused">${problem(inspector.answer.error)}</div>`;
      default:
        return html`<p class="muted">${t.noAnswer}</p>`;
    }
  };
  return html`<section class="part" id="answer" aria-labelledby="answer-title">
    <h3 id="answer-title">${t.answer}</h3>
    <div aria-live="polite">${content()}</div>
  </section>`;
}

function step(title: string, text: string): TemplateResult {
  return html`<li>
    <h4>${title}</h4>
    ${code(title, text)}
  </li>`;
}

/** Text as it is, in a box that the keyboard can scroll. */
function code(label: string, text: string): TemplateResult {
  return html`<pre tabindex="0" role="group" aria-label=${label}>${text}</pre>`;
}
