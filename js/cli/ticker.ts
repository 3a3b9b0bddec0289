/** Progress: a bar on a terminal, a line now and then elsewhere. */

import { colorsOf, columnsOf, draw, erase, isSteerable, note, truncate } from "./terminal.js";

/** Between two lines where there is no terminal, and between two drawings where there is one. */
const LINE_MS = 5_000;
const DRAW_MS = 100;
const BAR_COLUMNS = 24;
/** Narrower than this, the text alone is worth its place. */
const MIN_COLUMNS = 60;

export class Ticker {
  readonly #terminal = isSteerable(process.stderr);
  readonly #redraw: NodeJS.Timeout | undefined;
  #last = { share: 0, text: "" };
  #shown = "";
  #at = Number.NEGATIVE_INFINITY;

  constructor() {
    if (this.#terminal) {
      this.#redraw = setInterval(() => this.#show(), 1_000).unref();
    }
  }

  /** `share` is from 0 to 1. */
  tell(share: number, text: string): void {
    this.#last = { share, text };
    if (Date.now() - this.#at >= (this.#terminal ? DRAW_MS : LINE_MS)) {
      this.#show();
    }
  }

  /** Shows how it ended: by `last`, or elsewhere than on a terminal by a line. */
  end(last?: string): void {
    clearInterval(this.#redraw);
    if (this.#terminal) {
      erase();
    } else if (last === undefined) {
      this.#show();
    }
    if (last !== undefined) {
      note(last);
    }
  }

  #show(): void {
    const { share, text } = this.#last;
    if (text === "" || (!this.#terminal && text === this.#shown)) {
      return;
    }
    this.#shown = text;
    this.#at = Date.now();
    if (!this.#terminal) {
      note(text);
      return;
    }
    const columns = columnsOf(process.stderr) - 1;
    if (columns < MIN_COLUMNS) {
      draw(truncate(text, columns));
      return;
    }
    draw(`${bar(share)} ${truncate(text, columns - BAR_COLUMNS - 3)}`);
  }
}

function bar(share: number): string {
  const { green, dim } = colorsOf(process.stderr);
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_COLUMNS);
  return `[${green("#".repeat(full))}${dim("-".repeat(BAR_COLUMNS - full))}]`;
}
