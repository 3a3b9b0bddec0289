/** The dialog of a teardown: what is meant, then the plan, then yes or no. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Context } from "../context.js";
import { isLeft } from "../focus.js";
import type { Choice } from "../model/choice.js";
import type { Dialog } from "../model/teardown-state.js";
import { filterOptions, options, problem, typed } from "./parts.js";

export function teardownDialog(context: Context): TemplateResult {
  const { teardown, words } = context;
  const { t } = words;
  const { dialog } = teardown;
  const resumed = dialog?.step === "plan" && dialog.resumed !== undefined;
  return html`<dialog
    id="teardown-dialog"
    aria-labelledby="teardown-title"
    ?data-open=${dialog !== undefined}
    @cancel=${(event: Event) => isLeft(event) && teardown.dialog && teardown.leave()}
    @close=${(event: Event) => isLeft(event) && teardown.dialog && teardown.leave()}
  >
    <h2 id="teardown-title" tabindex="-1">${resumed ? t.resumeTitle : t.teardownTitle}</h2>
    ${dialog?.step === "choose" ? choice(context, dialog.error) : nothing}
    ${dialog?.step === "planning" ? planning(context) : nothing}
    ${dialog?.step === "plan" ? plan(context, dialog) : nothing}
  </dialog>`;
}

function choice({ teardown, feed, client, words: { t } }: Context, error: unknown): TemplateResult {
  const { choice, selected } = teardown;
  const scope = (value: Choice["scope"], label: string) =>
    html`<label class="option"
      ><input
        type="radio"
        name="scope"
        value=${value}
        .checked=${live(choice.scope === value)}
        @change=${() => teardown.choose({ scope: value })}
      />
      ${label}</label
    >`;
  const text = (name: "tagKey" | "tagValue", label: string) =>
    html`<label class="field"
      ><span>${label}</span
      ><input
        type="text"
        autocomplete="off"
        ?required=${name === "tagKey"}
        .value=${live(choice[name])}
        @input=${(event: Event) => teardown.choose({ [name]: typed(event) })}
    /></label>`;
  const submit = (event: Event) => {
    event.preventDefault();
    if (client !== undefined) {
      void teardown.plan(client);
    }
  };
  return html`<form @submit=${submit}>
    <fieldset>
      <legend>${t.teardownScope}</legend>
      ${selected.length > 0 ? scope("selected", t.scopeSelected(selected.length)) : nothing}
      ${scope("filter", t.scopeFilter)}
      ${
        choice.scope === "filter"
          ? html`<label class="field indent"
              ><span>${t.mirrorFilter}</span
              ><select
                required
                @change=${(event: Event) => teardown.choose({ filterId: typed(event) })}
              >
                ${options([["", ""], ...filterOptions(feed)], choice.filterId)}
              </select></label
            >`
          : nothing
      }
      ${scope("tag", t.scopeTag)}
      ${
        choice.scope === "tag"
          ? html`<div class="pair indent">${text("tagKey", t.tagKey)} ${text("tagValue", t.tagValue)}</div>`
          : nothing
      }
      ${scope("all", t.scopeAll)}
    </fieldset>
    <label class="option"
      ><input
        type="checkbox"
        .checked=${live(choice.older)}
        @change=${(event: Event) => teardown.choose({ older: (event.target as HTMLInputElement).checked })}
      />
      ${t.onlyOlder}</label
    >
    ${
      choice.older
        ? html`<div class="pair indent">
            <label class="field"
              ><span>${t.olderNumber}</span
              ><input
                type="number"
                min="1"
                step="1"
                required
                .value=${live(choice.age)}
                @input=${(event: Event) => teardown.choose({ age: typed(event) })}
            /></label>
            <label class="field"
              ><span>${t.unit}</span
              ><select
                @change=${(event: Event) => teardown.choose({ unit: typed(event) as Choice["unit"] })}
              >
                ${options(
                  (["minutes", "hours", "days"] as const).map((unit) => [unit, t[unit]]),
                  choice.unit,
                )}
              </select></label
            >
          </div>`
        : nothing
    }
    <label class="option"
      ><input
        type="checkbox"
        .checked=${live(choice.withFilters)}
        @change=${(event: Event) =>
          teardown.choose({ withFilters: (event.target as HTMLInputElement).checked })}
      />
      ${t.withFilters}</label
    >
    ${error === undefined ? nothing : html`<div class="check" data-check="refused" role="alert">${problem(error)}</div>`}
    <div class="buttons">
      <button type="button" @click=${() => teardown.leave()}>${t.cancel}</button>
      <button type="submit" class="primary">${t.showPlan}</button>
    </div>
  </form>`;
}

function planning({ teardown, words: { t } }: Context): TemplateResult {
  return html`<p role="status">${t.planning}</p>
    <div class="buttons"><button type="button" @click=${() => teardown.leave()}>${t.cancel}</button></div>`;
}

function plan(context: Context, { plan, resumed }: Extract<Dialog, { step: "plan" }>): TemplateResult {
  const { teardown, client, feed, words } = context;
  const { t } = words;
  const { ids, filters, kept } = plan;
  const nothingToDo = ids.length === 0 && filters.length === 0;
  return html`<p class="plan-title" role="status">
      <strong>${ids.length === 0 && filters.length === 0 ? t.planEmpty : t.planTitle(ids.length)}</strong>
      ${filters.length > 0 ? t.planFilters(filters.length) : nothing}
      ${kept > 0 ? html`<span class="muted">${t.planKept(kept)}</span>` : nothing}
    </p>
    ${
      ids.length + filters.length === 0
        ? nothing
        : html`<ul class="plan" tabindex="0" aria-label=${t.planTitle(ids.length)}>
            ${ids.map((id) => {
              const session = feed.session(id);
              return html`<li>
                <bdi>${session ? session.TrafficMirrorSessionName || t.unnamed : t.planNotListed}</bdi>
                <code>${id}</code>
              </li>`;
            })}
            ${filters.map((id) => html`<li><bdi>${feed.filterName(id)}</bdi> <code>${id}</code></li>`)}
          </ul>`
    }
    <p>${nothingToDo ? nothing : t.planText}</p>
    <div class="buttons">
      <button type="button" @click=${() => teardown.leave()}>${t.cancel}</button>
      ${
        resumed === undefined
          ? html`<button type="button" @click=${() => teardown.back()}>${t.back}</button>`
          : nothing
      }
      ${
        nothingToDo && resumed === undefined
          ? nothing
          : html`<button
              type="button"
              class="danger"
              @click=${() => client && void teardown.confirm(client)}
            >
              ${t.teardownConfirm(ids.length)}
            </button>`
      }
    </div>`;
}
