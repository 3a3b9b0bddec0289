/** Where the keyboard's focus goes: into dialogs and back, along tabs, and off a row that is gone. */

import type { LitElement } from "lit";

/** Opens and closes each dialog as its `data-open` says. The browser takes the focus in, and gives it back. */
export function showDialogs(root: ParentNode): void {
  for (const dialog of root.querySelectorAll("dialog")) {
    const wanted = dialog.hasAttribute("data-open");
    if (wanted && !dialog.open) {
      dialog.showModal();
    } else if (!wanted && dialog.open) {
      dialog.close();
    } else if (dialog.open && !dialog.matches(":focus-within")) {
      // What had the focus was replaced by the next step.
      dialog.querySelector<HTMLElement>("[tabindex='-1'], button")?.focus();
    }
  }
}

/**
 * Whether an event of a dialog means that it was left: Escape, at once, or that it closed in another way. That is told
 * later, when the next question may stand in the dialog already.
 */
export function isLeft(event: Event): boolean {
  return event.type === "cancel" || !(event.currentTarget as HTMLDialogElement).open;
}

/** Arrow keys, Home and End in a list of tabs. */
export function moveTabs(event: KeyboardEvent): void {
  const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.indexOf(event.target as HTMLElement);
  const steps: Record<string, number> = {
    ArrowRight: (at + 1) % tabs.length,
    ArrowLeft: (at + tabs.length - 1) % tabs.length,
    Home: 0,
    End: tabs.length - 1,
  };
  const next = steps[event.key];
  if (next !== undefined) {
    event.preventDefault();
    tabs[next]?.focus();
    tabs[next]?.click();
  }
}

/** What can be pressed or filled in, the best place to go on from first. */
const PLACES = [
  "[role=tab][aria-selected=true]",
  "#search",
  ".keys select",
  ".primary",
  "button, input, select, textarea, summary",
];

/**
 * The keyboard must not be left on what is gone, which would send it to the page's beginning. A row's neighbour takes over,
 * and for anything else the nearest thing around it that is still there.
 */
export class Focus {
  readonly #host: LitElement;
  #last: Element | undefined;
  /** All around it, from the inside to the outside. */
  #around: Element[] = [];
  #row = -1;

  constructor(host: LitElement) {
    this.#host = host;
  }

  /** Before something is drawn. */
  remember(): void {
    const root = this.#host.renderRoot as ShadowRoot | undefined;
    this.#last = root?.activeElement ?? undefined;
    this.#around = [];
    for (let at = this.#last?.parentElement; at; at = at.parentElement) {
      this.#around.push(at);
    }
    const row = this.#last?.closest("tbody tr[data-id]");
    this.#row = row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1;
  }

  /** After it was drawn, and dialogs were opened and closed. */
  restore(): void {
    const root = this.#host.renderRoot as ShadowRoot;
    const now = root.activeElement;
    // In a dialog that was just closed it is lost too, though the browser says so only later.
    const lost = now === null || now.closest("dialog:not([open])") !== null;
    if (this.#last === undefined || !lost) {
      return;
    }
    const rows = root.querySelectorAll("tbody tr[data-id]");
    const near = this.#row < 0 ? undefined : rows[Math.min(this.#row, rows.length - 1)];
    // A dialog gives the focus back to what opened it. That may be gone, for what the dialog has begun.
    const asked = this.#around.some((one) => one.localName === "dialog");
    const begun = asked ? root.querySelectorAll("#teardown-status") : [];
    const target =
      near?.querySelector<HTMLElement>(".delete") ??
      placeIn([...begun, ...this.#around.filter((one) => one.isConnected)]);
    target?.focus();
  }
}

/** A place in the first of these that has one to be seen. */
function placeIn(around: readonly Element[]): HTMLElement | undefined {
  for (const one of around) {
    for (const place of PLACES) {
      for (const target of one.querySelectorAll<HTMLElement>(place)) {
        if (target.getClientRects().length > 0) {
          return target;
        }
      }
    }
  }
  return undefined;
}
