/** What those who listen are told of a teardown. */

import type { Words } from "../i18n/language.js";
import type { News } from "./teardown-state.js";

export class Teller {
  #quarter = 0;

  /** The sentence, or `undefined` where there is nothing new to say. */
  sentence({ t }: Words, news: News): string | undefined {
    if ("calls" in news) {
      return t.finishedText(news.deleted.length, news.failed.length);
    }
    if ("step" in news) {
      const { step, progress } = news;
      const title = step === "failed" ? t.failedTitle : t.stopped;
      return progress === undefined ? title : t.saidBroken(title, progress.deleted, progress.total);
    }
    // Told at each quarter, so that it does not drown everything else.
    const { deleted, total } = news;
    const quarter = total === 0 ? 0 : Math.floor((4 * deleted) / total);
    if (quarter === this.#quarter) {
      return undefined;
    }
    this.#quarter = quarter;
    return t.saidProgress(deleted, total);
  }
}
