/** Errors, as the page shows them. */

import { TrafficMirrorError } from "alicloud-traffic-mirror";
import { byId, el } from "./dom.js";

/** What went wrong, and what can be done about it. */
export function describe(error: unknown): { title: string; hint?: string } {
  const title = error instanceof Error ? error.message : String(error);
  return error instanceof TrafficMirrorError && error.hint !== undefined
    ? { title, hint: error.hint }
    : { title };
}

/** Shows an error above the table until it is dismissed. The same one is shown once. */
export function showError(error: unknown): void {
  const errors = byId("errors");
  const { title, hint } = describe(error);
  if ([...errors.querySelectorAll("strong")].some((shown) => shown.textContent === title)) {
    return;
  }
  const dismiss = el("button", { type: "button", "aria-label": "Dismiss this error" }, "Dismiss");
  const box = el(
    "div",
    { class: "error" },
    el("p", {}, el("strong", {}, title), ...(hint ? [el("span", {}, hint)] : [])),
    dismiss,
  );
  dismiss.addEventListener("click", () => {
    box.remove();
    byId("create").focus();
  });
  errors.append(box);
}
