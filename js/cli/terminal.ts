/** Writing to the terminal, or to whatever stands in its place. */

import { clearLine, cursorTo } from "node:readline";
import pc from "picocolors";
import stringWidth from "string-width";

export type Colors = ReturnType<typeof pc.createColors>;

/** Columns where nothing says how many there are. */
const DEFAULT_COLUMNS = 80;

let drawn = false;
let documented = false;

/** Text for whoever reads the results. */
export function out(text: string): void {
  erase();
  process.stdout.write(text);
}

/** A value as one JSON document. */
export function outJson(value: unknown): void {
  documented = true;
  out(`${printable(JSON.stringify(value, null, 2), unicodeEscape)}\n`);
}

/** Whether standard output has its JSON document. */
export function isDocumented(): boolean {
  return documented;
}

/** A line for whoever watches: plans, progress, warnings. Goes to standard error. */
export function note(text: string): void {
  erase();
  process.stderr.write(`${text}\n`);
}

/** A line that the next one replaces. Only where it is steerable. */
export function draw(text: string): void {
  cursorTo(process.stderr, 0);
  process.stderr.write(text);
  clearLine(process.stderr, 1);
  drawn = true;
}

/** Takes the drawn line away. */
export function erase(): void {
  if (drawn) {
    cursorTo(process.stderr, 0);
    clearLine(process.stderr, 0);
    drawn = false;
  }
}

/** Colours for a stream: those of a terminal, unless NO_COLOR or the terminal says otherwise. */
export function colorsOf(stream: NodeJS.WriteStream): Colors {
  const { NO_COLOR } = process.env;
  return pc.createColors(isSteerable(stream) && !NO_COLOR);
}

/** Whether it is a terminal, and one that knows more than text. */
export function isSteerable(stream: NodeJS.WriteStream): boolean {
  const { TERM } = process.env;
  return stream.isTTY === true && TERM !== "dumb";
}

/** Columns of a terminal; nothing else has an end on the right. */
export function columnsOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns || DEFAULT_COLUMNS : Number.POSITIVE_INFINITY;
}

/** Text of others on one line, without what would steer a terminal: control characters and changes of direction. */
export function clean(text: string): string {
  return printable(text.replaceAll(/\s*[\r\n]+\s*/g, " "), () => "\uFFFD");
}

/** Cuts text that is wider than `width` columns, between characters as people see them. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) {
    return text;
  }
  let shown = "";
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    used += stringWidth(segment);
    if (used > width - 1) {
      break;
    }
    shown += segment;
  }
  return `${shown}…`;
}

/** How a pipe says that its reader left, and a terminal that it was closed. */
const LEFT = ["EPIPE", "EIO"];

/**
 * A reader that leaves early (`list | head -1`) must not end a deletion that is under way, so that is no failure. A full
 * disk is one.
 */
export function watchStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!LEFT.includes(error.code ?? "")) {
        note(`the output cannot be written (${error.code})`);
        process.exit(1);
      }
    });
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const STEERING = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u2028-\u202E\u2066-\u2069]/g;

function printable(text: string, replace: (character: string) => string): string {
  return text.replaceAll(STEERING, replace);
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
