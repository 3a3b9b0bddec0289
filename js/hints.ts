/** What the user can do about a refusal, by its code. */

import { text } from "./generated/hints.js";

let read: ReadonlyMap<string, string> | undefined;

/** The codes are in the order of the text, which counts for the table of operations. */
export function hints(): ReadonlyMap<string, string> {
  read ??= new Map(
    text.split("|").flatMap((entry) => {
      const [codes = ""] = entry.split(" ", 1);
      const hint = entry.slice(codes.length + 1);
      return codes.split(",").map((code) => [code, hint] as const);
    }),
  );
  return read;
}
