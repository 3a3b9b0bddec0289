/** Which language the element speaks, and how it writes times and durations in it. */

import { en, type Messages } from "./en.js";
import { zh } from "./zh.js";

export type Language = "en" | "zh";
export type { Messages };

const LANGUAGES: Record<Language, Messages> = { en, zh };

/** The words, and what they are written with. */
export interface Words {
  readonly language: Language;
  /** For the `lang` attribute and `Intl`. */
  readonly tag: string;
  readonly t: Messages;
}

/** The first of these tags that the element speaks; Chinese of any sort is answered in Simplified Chinese. */
export function wordsFor(...tags: (string | null | undefined)[]): Words {
  for (const tag of tags) {
    const primary = tag?.toLowerCase().split("-")[0];
    if (primary === "en" || primary === "zh") {
      return { language: primary, tag: primary === "zh" ? "zh-CN" : "en", t: LANGUAGES[primary] };
    }
  }
  return { language: "en", tag: "en", t: en };
}

/** The nearest `lang`, also beyond the shadow tree that the element may stand in. Firefox's `:lang()` ends at its border. */
export function nearestLang(element: Element): string | null | undefined {
  const near = element.closest("[lang]");
  const root = element.getRootNode();
  return near === null && root instanceof ShadowRoot ? nearestLang(root.host) : near?.getAttribute("lang");
}

/** A duration as people say it: 850 ms, 3.2 s, 4 min 10 s. */
export function duration(ms: number): string {
  // Rounded first, so that no unit is ever full: 60.0 s, or 1 min 60 s.
  const whole = Math.round(ms);
  if (whole < 1_000) {
    return `${whole} ms`;
  }
  const tenths = Math.round(ms / 100);
  if (tenths < 600) {
    return `${(tenths / 10).toFixed(1)} s`;
  }
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** One for each language: to make one takes longer than to write a hundred dates with it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(tag: string): Intl.DateTimeFormat {
  const known = formats.get(tag) ?? new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" });
  formats.set(tag, known);
  return known;
}

/** A date and time to the minute, in the reader's zone; what cannot be read is given as it is. */
export function dateTime(words: Words, time: string | number | undefined): string {
  const date = new Date(time ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? String(time ?? "") : formatOf(words.tag).format(date);
}
