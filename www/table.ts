/** The table of sessions: rows are kept and changed in place, so that focus and selection survive an update. */

import type { TrafficMirrorSession } from "alicloud-traffic-mirror";
import { byId, el, setText } from "./dom.js";

interface Row {
  element: HTMLTableRowElement;
  update(session: TrafficMirrorSession): void;
}

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const HOUR = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

const HEAD_ROLES = [
  ["table", "table"],
  ["thead, tbody", "rowgroup"],
  ["thead tr", "row"],
  ["thead th", "columnheader"],
] as const;

export class SessionTable {
  readonly #body = byId<HTMLTableSectionElement>("rows");
  readonly #rows = new Map<string, Row>();
  readonly #filterNames: ReadonlyMap<string, string>;
  readonly #onDelete: (session: TrafficMirrorSession) => void;

  constructor(filterNames: ReadonlyMap<string, string>, onDelete: (session: TrafficMirrorSession) => void) {
    // Where style makes the table a stack of cards, browsers forget that it is a table unless they are told.
    for (const [tag, role] of HEAD_ROLES) {
      for (const element of document.querySelectorAll(tag)) {
        element.setAttribute("role", role);
      }
    }
    this.#filterNames = filterNames;
    this.#onDelete = onDelete;
  }

  show(sessions: readonly TrafficMirrorSession[]): void {
    const present = new Set(sessions.map((session) => session.TrafficMirrorSessionId));
    for (const [id, row] of this.#rows) {
      if (!present.has(id)) {
        this.#remove(id, row);
      }
    }
    for (const session of sessions) {
      let row = this.#rows.get(session.TrafficMirrorSessionId);
      if (row === undefined) {
        row = this.#row(session);
        this.#rows.set(session.TrafficMirrorSessionId, row);
        this.#body.append(row.element);
      }
      row.update(session);
    }
    setText(byId("count"), `(${sessions.length})`);
    setText(byId("empty"), "There are no sessions. Create one to see how it is deleted.");
    byId("empty").hidden = sessions.length > 0;
  }

  /** The keyboard must not be left on a button that is gone. */
  #remove(id: string, { element }: Row): void {
    const near = element.nextElementSibling ?? element.previousElementSibling;
    if (element.contains(document.activeElement)) {
      (near?.querySelector("button") ?? byId("create")).focus();
    }
    element.remove();
    this.#rows.delete(id);
  }

  #row(first: TrafficMirrorSession): Row {
    let session = first;
    const id = first.TrafficMirrorSessionId;
    const name = first.TrafficMirrorSessionName || id;
    const state = el("span", { class: "badge" });
    const mirroring = el("span");
    const button = el("button", { type: "button", "aria-label": `Delete ${name}` }, "Delete");
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") !== "true") {
        this.#onDelete(session);
      }
    });
    const element = el(
      "tr",
      { role: "row", "data-id": id },
      el(
        "th",
        { role: "rowheader", scope: "row" },
        el("span", { class: "name" }, name),
        el("code", { class: "id" }, id),
      ),
      cell("State", {}, state),
      cell("Mirroring", {}, mirroring),
      cell("Sources", {}, ...first.TrafficMirrorSourceIds.map((source) => el("code", {}, source))),
      cell("Target", {}, el("code", {}, first.TrafficMirrorTargetId ?? "")),
      cell("Filter", {}, this.#filter(first.TrafficMirrorFilterId ?? "")),
      cell("Priority", { class: "number" }, String(first.Priority ?? "")),
      cell("VNI", { class: "number" }, String(first.VirtualNetworkId ?? "")),
      cell("Created at", {}, created(first.CreationTime)),
      el("td", { role: "cell", class: "action" }, button),
    );
    const update = (now: TrafficMirrorSession): void => {
      session = now;
      const status = now.TrafficMirrorSessionStatus;
      setText(state, status);
      state.setAttribute("data-state", status);
      element.setAttribute("data-state", status);
      setText(mirroring, now.Enabled ? "On" : "Off");
      mirroring.className = now.Enabled ? "" : "off";
      // Not `disabled`: that would drop the keyboard's focus.
      button.setAttribute("aria-disabled", String(status === "Deleting"));
    };
    return { element, update };
  }

  #filter(id: string): HTMLElement {
    const name = this.#filterNames.get(id);
    return name === undefined ? el("code", {}, id) : el("span", { title: id }, name);
  }
}

/** The label is shown where the table is too narrow for columns. */
function cell(
  label: string,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElement {
  return el(
    "td",
    { role: "cell", ...attributes },
    el("span", { class: "label", "aria-hidden": "true" }, label),
    el("span", { class: "value" }, ...children),
  );
}

function created(time: string | undefined): Node | string {
  const date = new Date(time ?? "");
  return time === undefined || Number.isNaN(date.getTime())
    ? (time ?? "")
    : el(
        "time",
        { datetime: time },
        el("span", { class: "day" }, DAY.format(date)),
        el("span", { class: "hour" }, HOUR.format(date)),
      );
}
