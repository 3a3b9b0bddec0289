/** Where no client is set: the form for temporary keys. They stay in this page's memory. */

import { regions } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import type { Context } from "../context.js";
import { problem } from "./parts.js";

export function keysForm(context: Context): TemplateResult {
  const { words, keysError } = context;
  const { t } = words;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    context.connect({
      regionId: text("region"),
      accessKeyId: text("id"),
      accessKeySecret: text("secret"),
      securityToken: text("token"),
    });
  };
  const field = (name: string, label: string, type: "text" | "password", hint?: string) =>
    html`<label class="field"
      ><span>${label}</span
      ><input
        name=${name}
        type=${type}
        required
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-describedby=${hint ? `${name}-hint` : nothing}
      />${hint ? html`<span class="hint" id="${name}-hint">${hint}</span>` : nothing}</label
    >`;
  return html`<form class="keys" @submit=${submit}>
    <h3>${t.keysTitle}</h3>
    <p>${t.keysText}</p>
    <label class="field"
      ><span>${t.region}</span
      ><select name="region">
        ${regions
          .filter(({ trafficMirroring }) => trafficMirroring)
          .map(({ regionId }) => html`<option ?selected=${regionId === "cn-hongkong"}>${regionId}</option>`)}
      </select></label
    >
    ${field("id", t.keyId, "text")} ${field("secret", t.keySecret, "password")}
    ${field("token", t.keyToken, "password", t.keyTokenHint)}
    ${
      keysError === undefined
        ? nothing
        : html`<div class="check" data-check="refused" role="alert">
            ${typeof keysError === "string" ? keysError : problem(keysError)}
          </div>`
    }
    <div class="buttons"><button type="submit" class="primary">${t.connect}</button></div>
  </form>`;
}
