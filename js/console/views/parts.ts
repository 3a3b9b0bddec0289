/** Small things that several views show. */

import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Words } from "../i18n/language.js";
import type { Feed } from "../model/feed.js";

/** What went wrong, in the words of the client, which are English, and what can be done about it. */
export function problem(error: unknown): TemplateResult {
  const message = error instanceof Error ? error.message : String(error);
  const hint = (error as { hint?: unknown } | null)?.hint;
  return html`<span class="message" lang="en">${message}</span
    >${typeof hint === "string" ? html`<span class="hint" lang="en">${hint}</span>` : nothing}`;
}

/** A state as a word in its colour. */
export function badge({ t }: Words, state: string): TemplateResult {
  const words: Record<string, string> = {
    Created: t.stateCreated,
    Creating: t.stateCreating,
    Modifying: t.stateModifying,
    Deleting: t.stateDeleting,
    gone: t.stateGone,
  };
  const word = Object.hasOwn(words, state) ? words[state] : state;
  return html`<span class="badge" data-state=${state}>${word}</span>`;
}

/** Names and what they are, as a list. What is empty is left out. */
export function facts(pairs: readonly (readonly [name: string, value: unknown])[]): TemplateResult {
  return html`<dl class="facts">
    ${pairs.map(([name, value]) =>
      value === undefined || value === "" || value === nothing
        ? nothing
        : html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
    )}
  </dl>`;
}

/** The options of a select. Whoever uses it chooses in the page too, so what is chosen is compared with that. */
export function options(
  pairs: readonly (readonly [value: string, label: string])[],
  chosen: string,
): unknown {
  return pairs.map(
    ([value, label]) => html`<option value=${value} .selected=${live(value === chosen)}>${label}</option>`,
  );
}

/** Filters as options, by their names where those are known, and by their ids too where several are of one name. */
export function filterOptions(feed: Feed): [id: string, name: string][] {
  const ids = feed.filterIds();
  const names = ids.map((id) => feed.filterName(id));
  const isOnly = (name: string) => names.indexOf(name) === names.lastIndexOf(name);
  return ids.map((id, at) => {
    const name = names[at] ?? id;
    return [id, isOnly(name) ? name : `${name} (${id})`];
  });
}

/** A sentence about something whose name may be of any script, and must not turn the words around it. */
export function about(sentence: (name: string) => string, name: string): TemplateResult {
  const [before, after] = sentence("\0").split("\0");
  return html`${before}<bdi>${name}</bdi>${after}`;
}

/** What stands in the field that an event is about. */
export function typed(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

/** Text of the table, in which what stands between backticks is code. */
export function prose(text: string): unknown[] {
  return text.split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
