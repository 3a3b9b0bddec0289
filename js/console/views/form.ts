/** A form made from the operation table: one field a parameter, lists and objects nested. */

import type { ParameterSpec } from "alicloud-traffic-mirror";
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Messages } from "../i18n/en.js";
import { blank, type Field, type FieldMap } from "../model/form.js";
import { options, prose } from "./parts.js";

export interface FormContext {
  readonly t: Messages;
  /** The client's, which fills RegionId where it is left empty. */
  readonly regionId: string;
  /** To be called when a field was changed in place. */
  edited(): void;
}

/** The fields of these parameters, whose values stand in `fields`. `path` makes the ids of inputs unique. */
export function formFields(
  context: FormContext,
  specs: readonly ParameterSpec[],
  fields: FieldMap,
  path = "p",
): TemplateResult[] {
  return specs.map((spec) =>
    field(context, spec, `${path}-${spec.name}`, fields.get(spec.name) ?? "", (value) =>
      fields.set(spec.name, value),
    ),
  );
}

function field(
  context: FormContext,
  spec: ParameterSpec,
  id: string,
  value: Field,
  set: (value: Field) => void,
  label = spec.name,
): TemplateResult {
  if (Array.isArray(value)) {
    return list(context, spec, id, value, label);
  }
  if (value instanceof Map) {
    return html`<fieldset class="nested">
      <legend>${label}</legend>
      ${formFields(context, spec.items ?? [], value, id)}
    </fieldset>`;
  }
  const { t } = context;
  const change = (event: Event) => {
    set((event.target as HTMLInputElement | HTMLSelectElement).value);
    context.edited();
  };
  const choices = spec.type === "boolean" ? ["true", "false"] : spec.enum;
  const required = spec.required && spec.name !== "RegionId";
  const hint = spec.description !== "";
  return html`<div class="field">
    <label for=${id}><code>${label}</code>${required ? html` <em>${t.required}</em>` : nothing}</label>
    ${
      choices === undefined
        ? html`<input
            id=${id}
            type="text"
            inputmode=${spec.type === "integer" ? "numeric" : "text"}
            autocomplete="off"
            spellcheck="false"
            placeholder=${placeholder(context, spec)}
            aria-describedby=${hint ? `${id}-hint` : nothing}
            aria-required=${String(required)}
            .value=${live(value)}
            @input=${change}
          />`
        : html`<select
            id=${id}
            aria-describedby=${hint ? `${id}-hint` : nothing}
            aria-required=${String(required)}
            @change=${change}
          >
            ${options([["", t.unset], ...choices.map((choice) => [choice, choice] as const)], value)}
          </select>`
    }
    ${hint ? html`<span class="hint" id="${id}-hint" lang="en">${prose(spec.description)}${limits(spec)}</span>` : nothing}
  </div>`;
}

function list(
  context: FormContext,
  spec: ParameterSpec,
  id: string,
  values: Field[],
  label: string,
): TemplateResult {
  const { t } = context;
  const item = spec.items?.[0];
  if (item === undefined) {
    return html``;
  }
  const add = () => {
    values.push(blank(item));
    context.edited();
  };
  const remove = (at: number) => {
    values.splice(at, 1);
    context.edited();
  };
  return html`<fieldset class="nested">
    <legend><code>${label}</code>${spec.required ? html` <em>${t.required}</em>` : nothing}</legend>
    <p class="hint" lang="en">${prose(spec.description)}${limits(spec)}</p>
    ${values.map((value, at) => {
      const name = t.item(label, at + 1);
      return html`<div class="item">
        ${field(context, item, `${id}-${at}`, value, (changed) => values.splice(at, 1, changed), name)}
        <button type="button" class="quiet" aria-label=${t.remove(name)} @click=${() => remove(at)}>✕</button>
      </div>`;
    })}
    <button type="button" class="quiet add" @click=${add}>+ ${t.add(label)}</button>
  </fieldset>`;
}

function placeholder({ t, regionId }: FormContext, spec: ParameterSpec): string {
  switch (spec.name) {
    case "RegionId":
      return t.regionDefault(regionId);
    case "ClientToken":
      return t.tokenDefault;
    default:
      return "";
  }
}

/** The documented limits, as numbers. */
function limits({ type, min, max }: ParameterSpec): string {
  const unit = { string: " characters", list: " items", integer: "", boolean: "", object: "" }[type];
  if (max === undefined) {
    return "";
  }
  return ` (${min === undefined ? "≤ " : `${min}–`}${max}${unit})`;
}
