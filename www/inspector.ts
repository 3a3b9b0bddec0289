/** The panel "Request and answer": a call as a signed URL with its secrets masked, its answer, and what followed. */

import { byId, clockTime, el } from "./dom.js";
import { describe } from "./errors.js";
import { maskUrl } from "./mask.js";

/** A call and what became of it. */
export interface Call {
  action: string;
  /** What the call is about: a session's name. */
  subject: string;
  /** Masked when it is shown. */
  url: string;
  dryRun?: { requestId: string } | { error: unknown };
  answer?: object | { error: unknown };
  /** What is said in place of an answer while there is none. */
  note: string;
  states: { state: string; at: number }[];
  /** The states still to come. */
  ahead: string[];
}

const KEPT = 20;

export class Inspector {
  readonly #panel = byId("panel");
  readonly #calls: Call[] = [];
  #shown: Call | undefined;

  constructor() {
    this.#panel.append(
      el(
        "p",
        { class: "muted" },
        "Delete or create a session to see its request, its answer and the states it goes through.",
      ),
    );
  }

  /** Puts a new call into the panel. */
  open(call: Call): void {
    this.#calls.unshift(call);
    this.#calls.length = Math.min(this.#calls.length, KEPT);
    this.#shown = call;
    this.#render();
  }

  /** Shows what changed in a call. */
  update(call: Call): void {
    if (call === this.#shown) {
      this.#render();
    }
  }

  #render(): void {
    const call = this.#shown;
    if (call === undefined) {
      return;
    }
    const heldFocus = this.#panel.querySelector("select") === document.activeElement;
    this.#panel.replaceChildren(
      this.#picker(call),
      ...(call.dryRun === undefined ? [] : [section("Dry run", dryRun(call.dryRun))]),
      section("Signed URL", url(call.url)),
      section("Answer", answer(call)),
      section("States", states(call)),
    );
    if (heldFocus) {
      this.#panel.querySelector("select")?.focus();
    }
  }

  #picker(shown: Call): HTMLElement {
    const select = el(
      "select",
      { id: "call" },
      ...this.#calls.map((call, at) =>
        el("option", { value: String(at) }, `${call.subject} · ${call.action}`),
      ),
    );
    select.selectedIndex = this.#calls.indexOf(shown);
    select.addEventListener("change", () => {
      this.#shown = this.#calls[select.selectedIndex];
      this.#render();
    });
    return el("div", { class: "picker" }, el("label", { for: "call" }, "Call"), select);
  }
}

function section(title: string, ...children: (Node | string)[]): HTMLElement {
  return el("section", { class: "part", "data-part": title }, el("h3", {}, title), ...children);
}

function dryRun(outcome: NonNullable<Call["dryRun"]>): HTMLElement {
  if ("error" in outcome) {
    return el("p", { class: "outcome refused" }, describe(outcome.error).title);
  }
  return el("p", { class: "outcome passed" }, "Passed ", el("code", {}, outcome.requestId));
}

/** One parameter a line by style alone: as text, and when copied, it is one address. */
function url(signed: string): HTMLElement {
  const { address, params } = maskUrl(signed);
  const lines = params.map(({ name, value, secret }, at) =>
    el(
      "span",
      { class: "param" },
      at === 0 ? "?" : "&",
      el("span", { class: "param-name" }, name),
      "=",
      el("span", { class: secret ? "masked" : "param-value" }, value),
    ),
  );
  return el(
    "code",
    { class: "url", tabindex: "0", role: "group", "aria-label": "Signed URL, key id and signature masked" },
    address,
    ...lines,
  );
}

function answer(call: Call): HTMLElement {
  if (call.answer === undefined) {
    return el("p", { class: "muted" }, call.note);
  }
  if ("error" in call.answer) {
    const { title, hint } = describe(call.answer.error);
    return el("p", { class: "outcome refused" }, title, ...(hint ? [el("br"), hint] : []));
  }
  return el("pre", { tabindex: "0", "aria-label": "Answer" }, JSON.stringify(call.answer, null, 2));
}

function states({ states: reached, ahead }: Call): HTMLElement {
  const start = reached[0]?.at ?? 0;
  return el(
    "ol",
    { class: "steps" },
    ...reached.map(({ state, at }, index) =>
      el(
        "li",
        { class: "reached", "data-state": state },
        el("span", { class: "step-name" }, state),
        el("time", { datetime: new Date(at).toISOString() }, clockTime(at)),
        el("span", { class: "step-since" }, index === 0 ? "" : `+${((at - start) / 1000).toFixed(1)} s`),
      ),
    ),
    ...ahead.map((state) => el("li", { "data-state": state }, el("span", { class: "step-name" }, state))),
  );
}
