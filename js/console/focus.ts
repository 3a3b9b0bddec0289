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

/** The keyboard must not be left on a row that is gone: its neighbour takes over, or else the search. */
export class RowFocus {
  readonly #host: LitElement;
  #row: Element | undefined;
  #at = -1;

  constructor(host: LitElement) {
    this.#host = host;
  }

  remember(): void {
    const root = this.#host.renderRoot as ShadowRoot | undefined;
    this.#row = root?.activeElement?.closest("tbody tr[data-id]") ?? undefined;
    this.#at =
      this.#row === undefined ? -1 : [...(this.#row.parentElement?.children ?? [])].indexOf(this.#row);
  }

  restore(): void {
    if (this.#row === undefined || this.#row.isConnected) {
      return;
    }
    const rows = this.#host.renderRoot.querySelectorAll("tbody tr[data-id]");
    const near = rows[Math.min(this.#at, rows.length - 1)];
    const target =
      near?.querySelector<HTMLElement>(".delete") ?? this.#host.renderRoot.querySelector("#search");
    (target as HTMLElement | null)?.focus();
  }
}
