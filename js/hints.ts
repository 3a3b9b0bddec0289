/** What the user can do about a refusal, by its code. */

import { text } from "./generated/hints.js";

let read: ReadonlyMap<string, string> | undefined;

/** The codes are in the order of the text, which counts for the table of operations. */
export function hints(): ReadonlyMap<string, string> {
  read ??= new Map(
    text.split("\n").flatMap((line) => {
      const [codes = "", ...words] = line.split(" ");
      const hint = words.join(" ");
      return codes.split(",").map((code) => [code, hint] as const);
    }),
  );
  return read;
}
